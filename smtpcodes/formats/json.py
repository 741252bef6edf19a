"""JSON: the whole report as one object (``smtpcodes-report/1``)."""

from __future__ import annotations

import json
from typing import Any

from smtpcodes.formats.escape import plain
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.report import Finding, Report, Verdict


def dump(value: Any) -> str:
    """`value` as JSON, in ASCII; octets that were no UTF-8 become visible escapes."""
    return json.dumps(_clean(value), ensure_ascii=True, separators=(",", ":"))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(v) for v in value]
    return value


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
        self.stream.write(dump(self.report.to_json()) + "\n")
