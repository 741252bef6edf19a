"""What a run has found: plain values."""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.record import NamedTuple
from smtpcodes.report import ERROR, WARNING, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "smtpcodes-check/1"
NOT_SELECTED = "not selected"
PASSED, FAILED, WARNED = "passed", "failed", "warned"
STATUSES = (FAILED, WARNED, PASSED, "not-applicable", "not-tried", "not-tested")


class Check(NamedTuple):
    """One break of a rule. sent, got: the lines, credentials masked."""

    rule: str
    level: str
    message: str
    spec: tuple[str, ...]
    sent: str
    got: str
    suggest: str
    known: str
    url: str
    fingerprint: str
    finding: Finding

    def to_json(self) -> dict[str, Any]:
        right = self.finding.suggest
        return {
            "rule": self.rule,
            "level": self.level,
            "message": self.message,
            "spec": list(self.spec),
            "sent": self.sent,
            "got": self.got,
            "suggest": {"code": right.code, "enhanced": right.enhanced} if right else None,
            "known": self.known or None,
            "url": self.url,
            "fingerprint": self.fingerprint,
        }


class Result(NamedTuple):
    """How a situation went. reason: why it was not tried or tested, or what ended it. right: the
    reply that is right."""

    id: str
    title: str
    status: str
    reason: str
    checks: tuple[Check, ...]
    transcript: tuple[str, ...]
    right: str
    spec: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "status": self.status,
            "reason": self.reason or None,
            "checks": [check.to_json() for check in self.checks],
            "right": self.right or None,
            "spec": list(self.spec),
            "transcript": list(self.transcript),
        }


class CheckReport(NamedTuple):
    """A run. greeting: the server's first line. like: the implementation that it calls itself, and
    how it differs."""

    host: str
    port: int
    greeting: str
    results: tuple[Result, ...]
    seconds: float
    like: str = ""

    def counts(self) -> dict[str, int]:
        """How many situations have each status."""
        return {s: sum(1 for r in self.chosen() if r.status == s) for s in STATUSES}

    def chosen(self) -> list[Result]:
        """The situations that were asked for."""
        return [r for r in self.results if r.reason != NOT_SELECTED]

    def fails(self, level: str) -> bool:
        """True if a situation is at or over the level: "error", "warning", "never"."""
        bad = {"error": (FAILED,), "never": ()}.get(level, (FAILED, WARNED))
        return any(r.status in bad for r in self.results)

    @property
    def ok(self) -> bool:
        return not self.fails(WARNING)

    def to_json(self) -> dict[str, Any]:
        from smtpcodes import __version__

        return {
            "schema": SCHEMA,
            "tool": {"name": "smtpcodes", "version": __version__},
            "target": {"host": self.host, "port": self.port, "greeting": self.greeting},
            "situations": [result.to_json() for result in self.results],
            "summary": {
                "by_status": self.counts(),
                "by_rule": self.rules(),
                "like": self.like or None,
            },
        }

    def rules(self) -> dict[str, int]:
        """How many situations break each rule."""
        found: dict[str, int] = {}
        for result in self.results:
            for rule in sorted({check.rule for check in result.checks}):
                found[rule] = found.get(rule, 0) + 1
        return found


def status(checks: tuple[Check, ...]) -> str:
    """What the findings make of a situation."""
    levels = {check.level for check in checks}
    return FAILED if ERROR in levels else WARNED if WARNING in levels else PASSED


def without(report: CheckReport, ignored: Iterable[str]) -> CheckReport:
    """The report without what rules, or families of rules, have found."""
    names = tuple(ignored)

    def kept(result: Result) -> Result:
        checks = tuple(
            c for c in result.checks if not any(f"{c.rule}/".startswith(f"{n}/") for n in names)
        )
        same = checks == result.checks
        return result if same else result._replace(checks=checks, status=status(checks))

    return report._replace(results=tuple(kept(r) for r in report.results)) if names else report
