"""A report as Markdown."""

from __future__ import annotations

from smtpcodes.check.pages import markdown
from smtpcodes.check.report import CheckReport


def written(report: CheckReport, colour: bool, quiet: bool) -> str:
    """The report as Markdown."""
    return markdown(report)
