"""A report as a page."""

from __future__ import annotations

from smtpcodes.check.pages import html
from smtpcodes.check.report import CheckReport


def written(report: CheckReport, colour: bool, quiet: bool) -> str:
    """The report as a page."""
    return html(report)
