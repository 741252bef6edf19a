"""JSON lines: findings and verdicts as they come, one object a line, each with its ``kind``."""

from __future__ import annotations

from smtpcodes.formats.dump import dump
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.report import Finding, Input, Verdict


class Lint(LintReceiver):
    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level) and not self.quiet:
            self.stream.write(dump({"kind": "finding", **finding.to_json()}) + "\n")

    def verdict(self, verdict: Verdict) -> None:
        if not self.quiet:
            self.stream.write(dump({"kind": "verdict", **verdict.to_json()}) + "\n")

    def input(self, found: Input) -> None:
        super().input(found)
        if not self.quiet:
            self.stream.write(dump({"kind": "input", **found.to_json()}) + "\n")
