"""What is said of one session: findings and a verdict, with their places."""

from __future__ import annotations

from functools import lru_cache

from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ERROR, WARNING, NOTE = "error", "warning", "note"
LEVELS = (NOTE, WARNING, ERROR)  # weakest first
HIGH, MEDIUM, LOW = "high", "medium", "low"
CLIENT, SERVER, BOTH = "client", "server", "both"
CONFIGURATION, NETWORK, NOBODY = "configuration", "network", "none"
ACCEPTED, REFUSED, UNANSWERED, FAILED = "accepted", "refused", "unanswered", "failed"
# FAILED: the log tells that it failed, without the reply
OUTCOMES = (ACCEPTED, REFUSED, UNANSWERED, FAILED)


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
    places: tuple[Related, ...] = ()  # the lines that tell it: the cause first
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
