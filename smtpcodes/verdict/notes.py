"""What the linter keeps of a session while it lasts, to tell it at its end.

Bounded; nothing here judges.
"""

from __future__ import annotations

from smtpcodes.grammar.form import Form
from smtpcodes.record import NamedTuple
from smtpcodes.redaction import shown
from smtpcodes.report import Related
from smtpcodes.session.events import Event, Line
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction
from smtpcodes.session.landmark import Landmark
from smtpcodes.session.reply import Reply
from smtpcodes.session.session import Session
from smtpcodes.session.table import ANSWERS
from smtpcodes.span import Place

KEPT = 12  # failures, log-ins and faults of a session that are looked at
CREDENTIALS = 64  # lines with credentials that are remembered
FOUND = 1000  # findings that are known apart
HEAD, TAIL = 150, 50  # lines of a session that are shown: its first, its last


def is_text(session: Session, event: Event) -> bool:
    """True if a line is message text, which is no part of the dialogue."""
    if type(event) is not Line or event.raw.strip() == b".":
        return False
    if not session.queue:
        return session.state.transaction is Transaction.DATA
    return session.queue[-1][0].verb == "DATA" and event.command.verb == "OTHER"


class Refusal(NamedTuple):
    """A 4yz or 5yz. place: of its first line."""

    x: Exchange
    reply: Reply
    place: Place


class LogIn(NamedTuple):
    """The end of an AUTH exchange. reply:

    None if the log shows none. failed: the log tells that it failed. at: exchanges of the session
    so far.
    """

    x: Exchange
    reply: Reply | None
    place: Place
    failed: bool
    at: int


class Broken(NamedTuple):
    """A finding that is no note. place, mark: the line and the word at fault. refusal: the reply is
    one. answered: the line of the reply. verb: of the command, for a line may hold a whole log."""

    rule: str
    side: str
    message: str
    place: Place
    mark: bytes
    refusal: bool
    answered: int
    verb: str


class Notes:
    """Of one session."""

    __slots__ = (
        "at",
        "broken",
        "challenge",
        "failures",
        "given",
        "keys",
        "last",
        "left_out",
        "lines",
        "log_ins",
        "masks",
        "sent",
        "shape",
        "size",
        "tail",
        "told",
    )

    def __init__(self) -> None:
        self.failures: list[Refusal] = []
        self.log_ins: list[LogIn] = []
        self.challenge: Place | None = None  # the last 334
        self.broken: list[Broken] = []
        self.keys: set[tuple[str, int]] = set()  # rule and line of what was found
        self.shape: list[str] = []  # what was found, for sessions that went wrong in the same way
        self.at: dict[int, list[bytes]] = {}  # credentials, by the line that they stand in
        self.sent = 0  # credentials, when what hides them was made
        self.masks = shown.known_from((), self.at)
        self.last: Place | None = None  # the line that was kept last, as it stands in the log
        self.lines: list[Place] = []  # the first lines, where they are wanted; and the last ones
        self.tail: list[Place] = []
        self.left_out = 0
        self.size = 0  # octets of these lines
        self.told = False  # a finding was shown that is more than a note
        self.given = False  # a finding was given in full

    def refused(self, x: Exchange, reply: Reply, place: Place) -> None:
        if len(self.failures) < KEPT:
            self.failures.append(Refusal(x, reply, place))

    def log_in(
        self,
        x: Exchange,
        reply: Reply | None,
        asked: Place | None,
        place: Place | None,
        exchanges: int,
    ) -> None:
        """An AUTH or a SASL response was answered, or not."""
        at = place or asked
        if at is None:
            return
        if x.code == 334:
            self.challenge = at
        elif len(self.log_ins) < KEPT:
            self.log_ins.append(LogIn(x, reply, at, reply is None and place is not None, exchanges))

    def unanswered(self, session: Session) -> LogIn | None:
        """The log-in that the session ended with, if it got no reply and the log would show one."""
        last = self.log_ins[-1] if self.log_ins else None
        if (
            last is None
            or last.x.code
            or last.failed
            or last.at != session.exchanges
            or Landmark.AUTHENTICATED in session.landmarks
        ):
            return None
        return last if last.x.state.shows(ANSWERS) else None

    def hidden(self, session: Session) -> LogIn | None:
        """The first log-in of which the log tells that it failed, and not with which reply;

        None if one succeeded.
        """
        if Landmark.AUTHENTICATED in session.landmarks:
            return None
        return next((x for x in self.log_ins if x.x.has(Form.TOLD_FAILED)), None)

    def blame(self, broken: Broken) -> None:
        """Notes what the verdict may blame."""
        if len(self.broken) < KEPT:
            self.broken.append(broken)

    def credential(self, place: Place | None, secret: bytes) -> None:
        """A credential stands in this line."""
        if place is None or not secret:
            return
        if len(self.at) >= CREDENTIALS:
            del self.at[next(iter(self.at))]
        here = self.at.setdefault(place.number, [])
        if len(here) < CREDENTIALS:
            here.append(secret)
        kept = self.tail or self.lines
        if kept and kept[-1].number == place.number:
            kept[-1] = Place(place.number, shown.without(kept[-1].line, [secret]))

    def known(self, session: Session) -> shown.Known:
        """What must not be shown."""
        sent = len(session.secrets)
        if self.sent != sent:
            self.sent = sent
            self.masks = shown.known_from(session.secrets, self.at)
        return self.masks

    def line(self, place: Place, room: bool) -> int:
        """A line of the session, where they are wanted. Returns how many more octets are kept."""
        if place == self.last or not place.line:
            return 0
        self.last = place
        before = self.size
        if not room:
            self.left_out += 1
        elif len(self.lines) < HEAD:
            self.lines.append(place)
            self.size += len(place.line)
        else:
            self.tail.append(place)
            self.size += len(place.line)
            if len(self.tail) > TAIL:
                self.size -= len(self.tail.pop(0).line)
                self.left_out += 1
        return self.size - before

    def transcript(self, path: str, known: shown.Known) -> tuple[list[Related], list[Related]]:
        """The first lines and the last ones, masked."""
        return [shown.related(path, p, b"", "", known) for p in self.lines], [
            shown.related(path, p, b"", "", known) for p in self.tail
        ]
