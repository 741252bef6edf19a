"""Follows one session: takes its events, and decides what each line is.

A line of a client is a command, a SASL response or message text; the lines of a reply are put
together. What answers what is decided in ``pairing``, what changes in ``state``.
"""

from __future__ import annotations

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import sasl
from smtpcodes.grammar.command import HELLOS, Command
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.session import credentials, twice
from smtpcodes.session import state as states
from smtpcodes.session.credentials import Credentials
from smtpcodes.session.events import (
    MESSAGE_END,
    UNKNOWN,
    YES,
    Again,
    Authenticated,
    Bounced,
    Close,
    Connect,
    Event,
    Failed,
    Line,
    Sees,
    TlsStarted,
)
from smtpcodes.session.known import Transaction
from smtpcodes.session.landmark import Landmark
from smtpcodes.session.observer import Observer, Seen
from smtpcodes.session.pairing import QUEUE, Pairing
from smtpcodes.session.reply import Reply, ReplyForm, of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.session.table import Cell, Table
    from smtpcodes.span import Place

REPLY_LINES = 1000  # of one reply; what comes after is dropped
STEPS = 2  # responses of LOGIN, which has the most of those that send a password


class Session(Pairing):
    """Follows one session. number: counts the sessions of a run, from 1.

    again: the next line is the same as the last one.
    partial: the lines of the reply that is being read, with places. chunk: octets of a BDAT chunk
    still to come. bounced: whom a bounce speaks of. memo: the observer's own.
    """

    __slots__ = (
        "again",
        "bounced",
        "chunk",
        "credentials",
        "key",
        "memo",
        "number",
        "observer",
        "partial",
        "places",
        "reader",
    )

    def __init__(
        self,
        key: object,
        number: int,
        table: Table,
        observer: Observer,
        sees: int,
        reader: str = "",
    ) -> None:
        super().__init__(table, sees)
        self.key = key
        self.number = number
        self.observer = observer
        self.reader = reader
        self.again = False
        self.partial: list[ReplyLine] = []
        self.places: list[Place] = []
        self.chunk = 0
        self.credentials = Credentials()
        self.bounced: Bounced | None = None
        self.memo: object = None

    @property
    def secrets(self) -> list[bytes]:
        """The responses as they were sent, to be masked elsewhere."""
        return self.credentials.sent

    def begins_anew_on(self) -> tuple[bool, bool, bool]:
        """Can a Connect, a 220, a hello only be the beginning of another session?"""
        free = self.begun and len(self.queue) == len(self.held)
        return (
            self.begun,
            free and not self.partial and not self.state.sasl_due and self.pending is None,
            free and self.state.quit,
        )

    def feed(self, event: Event, place: Place) -> None:
        """Take one event. Never raises, whatever the order."""
        kind = type(event)
        if kind is ReplyLine:
            self.reply_line(event, place)  # type: ignore[arg-type]
        elif kind is Line:
            self.line(event, place)  # type: ignore[arg-type]
        elif isinstance(event, Command):
            self.command(event, place)
        elif kind is Again:
            self.again = not self.node.state.shows(Sees.WIRE)
        elif isinstance(event, Close):
            self.close(event.side)
        elif isinstance(event, Bounced):
            self.bounced = event
            self.landmarks[Landmark.BOUNCED] = (None, place)
        elif self.held:
            self.release(place)
            self.feed(event, place)
        elif isinstance(event, Connect):
            self.move(
                states.begin(
                    event.sees or self.state.sees, event.port or UNKNOWN, event.tls, event.local
                )
            )
        elif isinstance(event, TlsStarted):
            self.move(states.secured(self.state))
        elif isinstance(event, Authenticated):
            self.move(states.succeeded(self.state))
            self.landmarks[Landmark.AUTHENTICATED] = (place, place)
        elif isinstance(event, Failed):
            told = b"AUTH " + event.mechanism.encode("latin-1") if event.mechanism else b"AUTH"
            self.command(commands.parse(told).having(Form.TOLD_FAILED), place)
            self.exchange(self.queue.pop(), None, [place])
            self.move(states.failed(self.state))
            self.landmarks[Landmark.FAILED] = (place, place)
        else:
            self.lost()

    @property
    def opens(self) -> bool:
        return self.key is None and self.reader == "labelled"

    # --- the client
    @property
    def sasl_may_be_due(self) -> bool:
        """Is the next line a SASL response, or may it be one, once a reply that waits is taken?"""
        return self.state.sasl_due or bool(self.partial or self.held)

    def line(self, line: Line, place: Place) -> None:
        """Decide what a line of the client is, and take it as that."""
        state = self.node.state
        if self.partial or self.held:
            self._settle_replies(place)
            state = self.node.state
        raw = line.raw
        if state.transaction is Transaction.DATA and not self.queue:
            if raw.rstrip() == b".":
                self.message_end(place)
            return
        command = line.command
        if self.queue and command.verb == "OTHER":
            waiting = self.queue[-1][0].verb
            if waiting == "DATA":
                if raw.rstrip() == b".":
                    self.message_end(place)
                elif raw.strip():
                    self.doubt(place)  # message text, with no 354 before it
                return
            if waiting == "BDAT" and self.chunk > 0:
                self.chunk -= len(raw) + 2
                return
        if not self.queue and (state.sasl_due or (command.verb == "OTHER" and self._masked(raw))):
            self.command(line.response, place)
        else:
            self.command(command, place)

    def _masked(self, raw: bytes) -> bool:
        """Is a line that somebody masked a response? It is where the log begins in the middle:
        nothing but a credential is masked as a whole."""
        state = self.node.state
        known = state.whole is YES or state.hello is not UNKNOWN or state.transaction is not UNKNOWN
        return not known and state.authenticated is UNKNOWN and sasl.is_masked(raw.strip())

    def command(self, command: Command, place: Place | None) -> None:
        """Take a command, a SASL response or the end of the message, as such."""
        if self.partial or self.held:
            self._settle_replies(place)
        if (self.again or self.twin is not None) and twice.command(self, command, place):
            return
        if self.pending is not None:
            # what stands between the lines of a session that has a name are others' lines
            self.settle(command.verb in HELLOS, place if self.key is None else None)
        queue = self.queue
        verb = command.verb
        if len(queue) >= QUEUE:
            self.exchange(queue.pop(0), None, [])
        form = (
            queue.outstanding
            if queue
            else 0
            if self.begun or self.node.state.greeting is not UNKNOWN
            else Form.EARLY
        )
        self.begun = self.client_seen = True
        if self.node.state.token_error and verb != "SASL":
            form |= Form.AFTER_TOKEN_ERROR
        if verb in ("AUTH", "SASL"):
            form |= self.credentials.response(command, self.node.state)
            if credentials.readable(command):
                self.observer.credential(self, command, place)
        elif verb == "OTHER" and self.credentials.astray(command, self._hasty(form)):
            stray = Command(command.raw, verb, b"", command.form, "", 0)
            self.observer.credential(self, stray, place)
        elif verb == "BDAT":
            words = command.argument.split()
            self.chunk = int(words[0]) if words and words[0].isdigit() and len(words[0]) < 12 else 0
        queue.append((command.having(form) if form else command, place))
        if verb == commands.MESSAGE:
            self.copies(place)

    def _hasty(self, form: int) -> bool:
        """May a line be a response that did not wait for its challenge? form: what the open
        commands make of it."""
        return form & (Form.AFTER_AUTH | Form.AFTER_ONE_STEP_AUTH) == Form.AFTER_AUTH and any(
            command.verb in ("AUTH", "SASL") for command, _ in self.queue[-STEPS:]
        )

    def message_end(self, place: Place | None) -> None:
        """Take the end of the message text, "<CRLF>.<CRLF>"."""
        self._settle_replies(place)
        self.queue.append(
            (MESSAGE_END.having(Form.PIPELINED) if self.queue else MESSAGE_END, place)
        )
        self.copies(place)

    # --- the server
    def reply_line(self, line: ReplyLine, place: Place) -> None:
        """Take a line of a reply; the last one, without a hyphen, completes it."""
        if self.again and twice.reply(self, line, place):
            return
        if len(self.partial) < REPLY_LINES:
            self.partial.append(line)
            self.places.append(place)
        if not line.more:
            lines, places, self.partial, self.places = tuple(self.partial), self.places, [], []
            self.reply(of(lines), places)

    def _cut(self, form: int) -> None:
        """Take the reply that is being read for whole. form: why it ends here."""
        lines, places, self.partial, self.places = tuple(self.partial), self.places, [], []
        self.reply(Reply(lines, form), places)

    def _settle_replies(self, place: Place | None) -> None:
        """End the reply that is being read and pair what was held: the client goes on."""
        if self.partial:
            self._cut(ReplyForm.UNTERMINATED)
        if self.held:
            self.release(place)

    def lost(self) -> None:
        """Forget what was open and what may have changed: the log has a gap."""
        self.partial, self.places = [], []
        self.queue.clear()
        self.held.clear()
        self.twin = None
        self.move(states.lost(self.state))

    def close(self, side: str | None) -> None:
        """End the session; commands that got no reply are judged as such."""
        if self.partial:
            self._cut(ReplyForm.UNTERMINATED | ReplyForm.CUT)
        if self.held:
            self.release(None)
        if self.pending is not None:
            self.settle(False, None)
        form = Form.DROPPED if side == "server" and self.node.state.shows(Sees.CLOSER) else 0
        while self.queue:
            command, place = self.queue.pop(0)
            self.exchange((command.having(form) if form else command, place), None, [])
            form = 0
        self.observer.ended(self, side)

    def completed(
        self,
        command: Command,
        asked: Place | None,
        reply: Reply | None,
        places: list[Place],
        cell: Cell,
    ) -> None:
        """Hand an exchange on to the observer."""
        if cell.noted or self.observer.every:
            self.observer.exchange(Seen(self, command, asked, reply, places, cell))
        if reply is not None and reply.code == 535 and command.verb in ("AUTH", "SASL"):
            self.credentials.refuse()
