"""What a run has to say: findings, verdicts, inputs, the report of them.

Plain values; formats print them, and nothing here is computed from the log.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

ERROR, WARNING, NOTE = "error", "warning", "note"
LEVELS = (NOTE, WARNING, ERROR)  # weakest first
HIGH, MEDIUM, LOW = "high", "medium", "low"
CLIENT, SERVER, BOTH = "client", "server", "both"
CONFIGURATION, NETWORK, NOBODY = "configuration", "network", "none"
ACCEPTED, REFUSED, UNANSWERED, FAILED = "accepted", "refused", "unanswered", "failed"
OUTCOMES = (
    ACCEPTED,
    REFUSED,
    UNANSWERED,
    FAILED,
)  # FAILED: the log tells that it failed, without the reply
SCHEMA = "smtpcodes-report/1"


class Suggestion(NamedTuple):
    """The reply that would have been right."""

    code: int
    enhanced: str | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.enhanced}" if self.enhanced else str(self.code)


class Related(NamedTuple):
    """Another place that a finding points to. line: from 1; text: the line, masked."""

    path: str
    line: int
    message: str
    text: str = ""
    column: int = 1
    end_column: int = 1


class Shown(NamedTuple):
    """A reply as a report shows it: credentials masked."""

    code: int
    enhanced: str | None
    text: str

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "enhanced": self.enhanced, "text": self.text}


class Finding(NamedTuple):
    """One break of a rule, at its place. Lines and columns count from 1, columns in code points."""

    rule: str
    level: str
    confidence: str
    side: str
    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    session: str
    command: str | None
    reply: Shown | None
    suggest: Suggestion | None
    related: tuple[Related, ...]
    spec: tuple[str, ...]
    fingerprint: str
    cause: str | None = None
    url: str = ""
    text: str = ""  # the line, masked
    context: tuple[Related, ...] = ()  # the other line of the exchange
    known: str = ""  # what is known of this server or client: it does so, when, since when

    def to_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "level": self.level,
            "confidence": self.confidence,
            "side": self.side,
            "fingerprint": self.fingerprint,
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "session": self.session,
            "command": self.command,
            "reply": self.reply.to_json() if self.reply else None,
            "suggest": {"code": self.suggest.code, "enhanced": self.suggest.enhanced}
            if self.suggest
            else None,
            "related": [
                {"path": r.path, "line": r.line, "message": r.message} for r in self.related
            ],
            "spec": list(self.spec),
            "cause": self.cause,
            "url": self.url,
            "known": self.known or None,
        }

    @staticmethod
    @lru_cache(1024)
    def hashed(shape: str) -> str:
        """A fingerprint. shape: what is the same in the next run, too."""
        import hashlib

        return hashlib.sha256(shape.encode("utf-8", "replace")).hexdigest()[:16]

    def order(self) -> tuple[str, int, int, str]:
        return self.path, self.line, self.column, self.rule


class Attempt(NamedTuple):
    """One try to log in. mechanism: "" if the log does not tell. reply:

    None if the log shows none. outcome: one of OUTCOMES.
    """

    mechanism: str
    outcome: str
    reply: Shown | None
    cause: str | None
    line: int

    def to_json(self) -> dict[str, Any]:
        return {
            "mechanism": self.mechanism or None,
            "outcome": self.outcome,
            "reply": self.reply.to_json() if self.reply else None,
            "cause": self.cause,
            "line": self.line,
        }


class Verdict(NamedTuple):
    """What went wrong in a session, in one sentence: its root cause, the side, the first line that
    matters. session: "" for a line outside any."""

    session: str
    path: str
    line: int
    cause: str | None
    side: str
    provider: str | None
    summary: str
    fix: str = ""
    reader: str = ""
    places: tuple[
        Related, ...
    ] = ()  # the lines that tell it: the cause first, then its consequences
    shape: str = ""  # equal for sessions that went wrong in the same way
    attempts: tuple[Attempt, ...] = ()  # the log-ins that were tried
    recipient: str = ""  # whom a bounce speaks of; remote, action, status: as RFC 3464 has them
    remote: str = ""
    action: str = ""
    status: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "session": self.session or None,
            "path": self.path,
            "line": self.line,
            "cause": self.cause,
            "side": self.side,
            "provider": self.provider,
            "summary": self.summary,
            "fix": self.fix,
            "attempts": [a.to_json() for a in self.attempts],
            "recipient": self.recipient or None,
            "remote": self.remote or None,
            "action": self.action or None,
            "status": self.status or None,
        }


class Transcript(NamedTuple):
    """The lines of a session, masked: its first, its last, and how many between them are left out.

    Message text is not among them.
    """

    session: str
    path: str
    reader: str
    head: list[Related]
    tail: list[Related]
    left_out: int


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
    """One source that was read. codes: lines that no reader took, in which a reply code stands."""

    __slots__ = (
        "bytes",
        "codes",
        "credentials",
        "error",
        "evicted",
        "exchanges",
        "lines",
        "notices",
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
        ) = self.credentials = self.codes = 0
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
