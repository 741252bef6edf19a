"""A report as JSON."""

from __future__ import annotations

from smtpcodes.check.report import CheckReport
from smtpcodes.formats.dump import dump


def written(report: CheckReport, colour: bool, quiet: bool) -> str:
    """The report as an object."""
    return dump(report.to_json()) + "\n"
