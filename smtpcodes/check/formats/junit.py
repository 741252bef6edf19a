"""A report as JUnit XML."""

from __future__ import annotations

from smtpcodes.check.report import CheckReport
from smtpcodes.check.services import junit


def written(report: CheckReport, colour: bool, quiet: bool) -> str:
    """The report as JUnit XML."""
    return junit(report)
