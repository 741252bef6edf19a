"""What a rule is: one file, found by its place.

``smtpcodes/rules/auth/required_after_success.py`` holds ``auth/required-after-success``. Its
docstring is its page, its bad and good examples are its tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.record import NamedTuple
from smtpcodes.report import (
    BOTH,
    CLIENT,
    ERROR,
    HIGH,
    LOW,
    MEDIUM,
    NOTE,
    SERVER,
    WARNING,
    Suggestion,
)
from smtpcodes.rules import names
from smtpcodes.session.observer import Seen
from smtpcodes.site import SITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    from smtpcodes.session.exchange import Exchange
    from smtpcodes.session.session import Session

__all__ = [
    "AT_END",
    "BOTH",
    "CLIENT",
    "ERROR",
    "HIGH",
    "LOW",
    "MEDIUM",
    "NOTE",
    "SERVER",
    "WARNING",
    "Found",
    "Rule",
    "Seen",
    "Suggestion",
    "Wake",
    "asked",
    "commands",
    "replies",
]


class Found(NamedTuple):
    """What a rule says of an exchange; its places are filled in by the linter.

    at: "reply" or "command", the line that is at fault; or "related": the place of the first
    landmark is, and the exchange proves it. related: landmarks of the session, each with a message.
    shown: it is reported. blamed: the verdict may rest on it.
    """

    rule: Rule
    message: str
    at: str = "reply"
    related: tuple[tuple[str, str], ...] = ()
    suggest: Suggestion | None = None
    confidence: str = HIGH
    shown: bool = True
    blamed: bool = True


class Wake(NamedTuple):
    """When a rule is asked: codes of replies, verbs of commands; None stands for every reply.

    end: at the session's end.
    """

    codes: frozenset[int] | None = frozenset()
    verbs: frozenset[str] = frozenset()
    end: bool = False

    def __or__(self, other: object) -> Wake:
        assert isinstance(other, Wake)
        codes = None if self.codes is None or other.codes is None else self.codes | other.codes
        return Wake(codes, self.verbs | other.verbs, self.end or other.end)

    def on(self, x: Exchange) -> bool:
        return self.codes is None or x.code in self.codes or x.verb in self.verbs


def replies(*codes: int) -> Wake:
    """Wakes on replies with these codes; with no argument on every exchange.

    Raises ValueError for what is no code.
    """
    for code in codes:
        if not isinstance(code, int) or not 0 <= code <= 999:
            raise ValueError(f"no code {code!r}: three digits, as a number")
    return Wake(frozenset(codes) if codes else None)


def commands(*verbs: str) -> Wake:
    """Wakes on commands with these verbs. Raises ValueError for an unknown one."""
    for verb in verbs:
        names.known("command", verb, names.WAKING)
    return Wake(verbs=frozenset(verbs))


AT_END = Wake(end=True)


def asked(x: Exchange) -> str:
    """The command of an exchange, as a message names it."""
    return "the message" if x.verb == "MESSAGE" else x.verb


class Rule:
    """Something that is wrong.

    The docstring's first line is the crime, in the present tense; the rest is the rule's page.

    level, side: as in a finding. spec: the sections that it rests on.
    must, should: the one of them whose MUST, or SHOULD, is broken; neither where an RFC only
    defines or permits.
    wakes_on: see ``Wake``. suggests: the right reply.
    yields_to: ids of rules that say it better ("*": any other finding on the same exchange that is
    not a note).
    also: rules that its examples break as well, of necessity (a client out of order, and a server
    that answers wrongly).
    bad, good: examples in lines of ``C: `` and ``S: ``; under the line at fault ``^^^`` marks the
    place, and ``^^^ related`` a related one.
    url: its page elsewhere; by default on the reference site.
    """

    id: ClassVar[str] = ""
    level: ClassVar[str] = WARNING
    side: ClassVar[str] = SERVER
    spec: ClassVar[tuple[str, ...]] = ()
    must: ClassVar[str] = ""
    should: ClassVar[str] = ""
    wakes_on: ClassVar[Wake] = Wake()
    suggests: ClassVar[Suggestion | None] = None
    yields_to: ClassVar[tuple[str, ...]] = ()
    also: ClassVar[tuple[str, ...]] = ()
    bad: ClassVar[tuple[str, ...]] = ()
    good: ClassVar[tuple[str, ...]] = ()
    since: ClassVar[str] = "0.1"
    url: ClassVar[str | None] = None

    def page(self) -> str:
        """Where its page is, or ""."""
        return f"{SITE}rules/{self.id}/" if self.url is None else self.url

    @property
    def force(self) -> str:
        """MUST, SHOULD or ""."""
        return "MUST" if self.must else "SHOULD" if self.should else ""

    def judge(self, x: Exchange) -> Iterator[Found]:
        """What is wrong with an exchange. Pure: its result is kept for every equal exchange."""
        return iter(())

    def wants_text(self, x: Exchange) -> bool:
        """True if ``inspect`` is to see the text of such an exchange.

        Rare: it costs the whole session's speed.
        """
        return False

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        """As ``judge``, with the text at hand; not kept."""
        return iter(())

    def at_end(self, session: Session, side: str | None) -> Iterator[Found]:
        """What is wrong with a session as a whole. side: who closed, if the log tells."""
        return iter(())

    def found(
        self,
        message: str,
        at: str = "",
        related: tuple[tuple[str, str], ...] = (),
        suggest: Suggestion | None = None,
        confidence: str = HIGH,
    ) -> Found:
        """A finding.

        at: "reply", "command" or "related" (see ``Found``); by default the command for a client's
        fault, the reply otherwise.

        Raises ValueError for an unknown place or landmark.
        """
        at = at or ("command" if self.side == CLIENT else "reply")
        names.known("place", at, names.PLACES)
        for landmark, _ in related:
            names.known("landmark", landmark, names.LANDMARKS)
        return Found(self, message, at, related, suggest or self.suggests, confidence)
