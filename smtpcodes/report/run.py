"""What is said of a run: its inputs, what was left out, all findings and verdicts."""

from __future__ import annotations

from smtpcodes.record import NamedTuple
from smtpcodes.report.finding import NOTE, Finding, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "smtpcodes-report/1"


class Gone(NamedTuple):
    """A kind of finding of an earlier report: its first place, and how many there were."""

    rule: str
    path: str
    line: int
    message: str
    times: int


class Told(NamedTuple):
    """What was left out of a run. stale: path, rule and number of what the baseline has and is met
    no more.

    compared: an earlier report was at hand; then there are new findings, others that stayed, and
    kinds that are gone.
    """

    baseline: int = 0
    ignored: int = 0
    stale: tuple[tuple[str, str, int], ...] = ()
    compared: bool = False
    new: int = 0
    stayed: int = 0
    gone: tuple[Gone, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Only what there is."""
        found: dict[str, Any] = {
            "hidden": {
                name: n for name, n in (("baseline", self.baseline), ("ignored", self.ignored)) if n
            }
        }
        if self.stale:
            found["stale"] = [
                {"path": path, "rule": rule, "count": n} for path, rule, n in self.stale
            ]
        if self.compared:
            found["diff"] = {
                "new": self.new,
                "stayed": self.stayed,
                "gone": [g._asdict() for g in self.gone],
            }
        return {name: value for name, value in found.items() if value}


class Input:
    """One source that was read. codes: lines that no reader took, in which a reply code stands.
    others: sessions of another protocol, which count as none."""

    __slots__ = (
        "bytes",
        "codes",
        "credentials",
        "error",
        "evicted",
        "exchanges",
        "lines",
        "notices",
        "others",
        "path",
        "readers",
        "sessions",
        "unread",
        "unread_lines",
    )

    def __init__(self, path: str) -> None:
        self.path = path
        self.readers: dict[str, int] = {}
        self.bytes = self.lines = self.unread_lines = self.sessions = self.exchanges = (
            self.evicted
        ) = self.credentials = self.codes = self.others = 0
        self.unread: list[tuple[int, str]] = []  # the first of them: number, text masked
        self.error: str | None = None
        self.notices: dict[str, int] = {}  # mails that tell of no failure: "complaint", "delivered"

    @property
    def reader(self) -> str | None:
        """The reader that read most lines."""
        return max(self.readers, key=lambda name: self.readers[name]) if self.readers else None

    @property
    def status(self) -> str:
        """How much was read: "read", "partly", "unread" (no session, though there are lines) or
        "empty"."""
        if not self.lines:
            return "empty"
        if not self.sessions:
            return "unread"
        return "partly" if self.unread_lines else "read"

    def to_json(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "status": self.status,
            "reader": self.reader,
            "readers": [
                {"name": n, "lines": c}
                for n, c in sorted(self.readers.items(), key=lambda x: -x[1])
            ],
            "bytes": self.bytes,
            "lines": self.lines,
            "unread_lines": self.unread_lines,
            "sessions": self.sessions,
            "exchanges": self.exchanges,
            "evicted_sessions": self.evicted,
            "credentials": self.credentials,
            "notices": dict(sorted(self.notices.items())),
        }


class Report:
    """The result of a run. findings: ordered by path, line, column, rule. ok: no error and no
    warning."""

    def __init__(self) -> None:
        self.inputs: list[Input] = []
        self.findings: list[Finding] = []
        self.verdicts: list[Verdict] = []

    @property
    def ok(self) -> bool:
        return not any(f.level != NOTE for f in self.findings)

    def summary(self) -> dict[str, dict[str, int]]:
        """How often each rule, level and cause was met."""
        by_rule: dict[str, int] = {}
        by_level: dict[str, int] = {}
        by_cause: dict[str, int] = {}
        for finding in self.findings:
            by_rule[finding.rule] = by_rule.get(finding.rule, 0) + 1
            by_level[finding.level] = by_level.get(finding.level, 0) + 1
        for verdict in self.verdicts:
            if verdict.cause:
                by_cause[verdict.cause] = by_cause.get(verdict.cause, 0) + 1
        return {"by_rule": by_rule, "by_level": by_level, "by_cause": by_cause}

    def to_json(self) -> dict[str, Any]:
        """The report as contract ``smtpcodes-report/1``."""
        from smtpcodes import __version__

        return {
            "schema": SCHEMA,
            "tool": {"name": "smtpcodes", "version": __version__},
            "inputs": [i.to_json() for i in self.inputs],
            "findings": [f.to_json() for f in self.findings],
            "verdicts": [v.to_json() for v in self.verdicts],
            "summary": self.summary(),
        }
