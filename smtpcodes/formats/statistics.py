"""``lint --statistics``: each rule with how often it was met and one place, the commonest first; as
text or JSON."""

from __future__ import annotations

from smtpcodes.formats.dump import dump
from smtpcodes.formats.escape import terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.report import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Statistics(LintReceiver):
    limit = 1
    as_json = False

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.first: dict[str, Finding] = {}

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        self.first.setdefault(finding.rule, finding)

    def close(self) -> None:
        if self.quiet:
            return
        shown = sorted(
            (f for f in self.first.values() if self.shown(f.level)),
            key=lambda f: (-self.rules[f.rule], f.rule),
        )
        if self.as_json:
            self.stream.write(
                dump(
                    [
                        {
                            "rule": f.rule,
                            "level": f.level,
                            "count": self.rules[f.rule],
                            "message": f.message,
                            "path": f.path,
                            "line": f.line,
                        }
                        for f in shown
                    ]
                )
                + "\n"
            )
            return
        wide = max((len(f.rule) for f in shown), default=0)
        digits = max((len(f"{self.rules[f.rule]:,}") for f in shown), default=0)
        for f in shown:
            self.stream.write(
                f"{self.rules[f.rule]:{digits},}  {f.level:7}  {f.rule:{wide}}  "
                f"{terminal(f.path)}:{f.line}\n"
            )


class StatisticsJson(Statistics):
    as_json = True
