"""JSON lines: findings and verdicts as they come, one object a line, each with its ``kind``."""

from __future__ import annotations

from smtpcodes.formats.dump import dump
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.report import Finding, Input, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Lint(LintReceiver):
    LIVE = True

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level) and not self.quiet:
            self._write("finding", finding.to_json())

    def verdict(self, verdict: Verdict) -> None:
        if not self.quiet:
            self._write("verdict", verdict.to_json())

    def input(self, found: Input) -> None:
        super().input(found)
        if not self.quiet:
            self._write("input", found.to_json())

    def _write(self, kind: str, found: dict[str, Any]) -> None:
        self.stream.write(dump({"kind": kind, **found}) + "\n")
        if self.live:
            self.stream.flush()


Follow = Lint  # a line is written when it is known
