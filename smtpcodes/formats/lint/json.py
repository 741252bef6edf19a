"""JSON: the whole report as one object (``smtpcodes-report/1``)."""

from __future__ import annotations

from smtpcodes.formats.dump import dump
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.formats.statistics import StatisticsJson
from smtpcodes.report import Finding, Report, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Lint(LintReceiver):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.report = Report()

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level):
            self.report.findings.append(finding)

    def verdict(self, verdict: Verdict) -> None:
        self.report.verdicts.append(verdict)

    def close(self) -> None:
        if self.quiet:
            return
        self.report.inputs = self.inputs
        self.report.findings.sort(key=Finding.order)
        self.stream.write(dump({**self.report.to_json(), **self.left_out.to_json()}) + "\n")


Statistics = StatisticsJson
