"""``Explanation``: what is known of a query, as a value that can be compared.

Nothing is decided here.
"""

from __future__ import annotations

from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.knowledge.causes import OfCause
    from smtpcodes.knowledge.values import Because, OfAction, OfConfidence, OfRetry

SCHEMA = "smtpcodes-explanation/1"


class Reply(NamedTuple):
    """The reply in a query. text: without the codes, credentials masked."""

    code: int | None
    enhanced: str | None
    text: str

    def to_json(self) -> dict[str, Any]:
        """The three as an object."""
        return {"code": self.code, "enhanced": self.enhanced, "text": self.text}


class Recipient(NamedTuple):
    """One recipient that was refused: the address, and what the reply to it means."""

    address: str
    reply: Reply
    cause: OfCause
    retry: OfRetry
    client_action: OfAction

    def to_json(self) -> dict[str, Any]:
        """The recipient as contract ``smtpcodes-explanation/1`` has it in ``recipients``."""
        return {**self._asdict(), "reply": self.reply.to_json()}


class Explanation(NamedTuple):
    """What is known of a query. The fields are those of ``to_json``; see the contract in the
    documentation.

    All prose is plain text. Two explanations are equal if all their fields are.
    """

    query: str
    code: int | None
    enhanced: str | None
    text: str
    known: bool
    title: str
    meaning: str
    cause: OfCause
    confidence: OfConfidence
    because: Because
    provider: str | None
    signature: str | None
    retry: OfRetry
    client_action: OfAction
    temporary: bool  # the same may work later
    fix: str
    causes: tuple[dict[str, str], ...]
    messages: dict[str, str]
    see: tuple[int, ...]
    spec: tuple[str, ...]
    url: str  # the page of the cause; where codes stand alone, theirs
    why: tuple[dict[str, str], ...] = ()  # the steps that led to the cause
    contradiction: str | None = None
    sasl: dict[str, object] | None = None  # what the form of a SASL response in the query tells
    seen: str | None = None  # when the signature's text was read; None: from memory
    recipients: tuple[Recipient, ...] = ()  # those that an exception names, each with its reply

    @property
    def reply(self) -> Reply:
        """The reply that was found in the query."""
        return Reply(self.code, self.enhanced, self.text)

    def to_json(self) -> dict[str, Any]:
        """The explanation as contract ``smtpcodes-explanation/1``."""
        return {
            "schema": SCHEMA,
            "query": self.query,
            "reply": self.reply.to_json(),
            "known": self.known,
            "title": self.title,
            "meaning": self.meaning,
            "cause": self.cause,
            "confidence": self.confidence,
            "because": self.because,
            "provider": self.provider,
            "signature": self.signature,
            "retry": self.retry,
            "client_action": self.client_action,
            "temporary": self.temporary,
            "causes": list(self.causes),
            "messages": self.messages,
            "fix": self.fix,
            "contradiction": self.contradiction,
            "seen": self.seen,
            "see": list(self.see),
            "sasl": self.sasl,
            "spec": list(self.spec),
            "url": self.url,
            "recipients": [one.to_json() for one in self.recipients],
            "why": list(self.why),
        }

    def __repr__(self) -> str:
        codes = f"{self.code or ''} {self.enhanced or ''}"
        return f"<Explanation {codes} {self.cause} ({self.confidence}: {self.because})>"

    def __hash__(self) -> int:
        return hash((self.query, self.reply, self.cause, self.signature))
