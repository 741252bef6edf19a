"""A report as SARIF."""

from __future__ import annotations

from smtpcodes.check.report import CheckReport
from smtpcodes.check.services import sarif


def written(report: CheckReport, colour: bool, quiet: bool) -> str:
    """The report as SARIF."""
    return sarif(report)
