"""One session: pairs replies with the commands that they answer.

A queue of open commands (PIPELINING, RFC 2920), SASL steps, message text, BDAT, the several replies
to one LMTP message (RFC 2033 section 4.2), multi-line replies. What the log leaves out is assumed
where only one thing can have been, and marked so. Where a command stands after one whose reply has
to be awaited, the client was hasty or the log has lost a reply:
what comes next tells, so replies are held until then (``alignment``), and the state says that the
pairing is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import sasl
from smtpcodes.grammar.command import HELLOS, Command, Token
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.session import alignment
from smtpcodes.session import state as states
from smtpcodes.session.events import (
    CONNECTION,
    MESSAGE_END,
    UNKNOWN,
    YES,
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
from smtpcodes.session.exchange import NO_COMMAND
from smtpcodes.session.known import Hello, State, Transaction
from smtpcodes.session.observer import Observer, Seen
from smtpcodes.session.reply import Reply, ReplyForm, of

if TYPE_CHECKING:
    from smtpcodes.session.table import Table
    from smtpcodes.span import Place

NO_REPLY = (0, None, TextClass.NONE, 0)
ASSUMED_MESSAGE = Command(b"", commands.MESSAGE, b"", Form.ASSUMED)
ASSUMED_RESPONSE = Command(b"", commands.SASL, b"", Form.ASSUMED | Form.MASKED)
UNSHOWN = Command(b"", commands.UNKNOWN, b"", Form.ASSUMED)
UNASKED = Command(b"", NO_COMMAND, b"", Form.ASSUMED)
GREETINGS = frozenset(
    (220, 421, 521, 554)
)  # the codes of a greeting (RFC 5321 section 3.1, RFC 7504 section 3)
REPLY_LINES = 1000  # of one reply; what comes after is dropped
QUEUE = 1000  # open commands; past it the log shows no replies
STEPS = 2  # responses of LOGIN, which has the most of those that send a password
SECRETS = 16  # kept, to mask where they come again


def _hidden(state: State, raw: bytes) -> bool:
    """Is a line that somebody masked a response? It is where the log begins in the middle: nothing
    but a credential is masked as a whole."""
    known = state.whole is YES or state.hello is not UNKNOWN or state.transaction is not UNKNOWN
    return not known and state.authenticated is UNKNOWN and sasl.is_masked(raw.strip())


class Session:
    """A session that is followed. number: counts the sessions of a run, from 1."""

    __slots__ = (
        "attempt",
        "begun",
        "bounced",
        "chunk",
        "client_seen",
        "credentials",
        "exchanges",
        "held",
        "key",
        "landmarks",
        "memo",
        "node",
        "number",
        "observer",
        "partial",
        "pending",
        "places",
        "queue",
        "reader",
        "recipients",
        "secrets",
        "table",
        "tried",
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
        self.key = key
        self.number = number
        self.table = table
        self.observer = observer
        self.reader = reader
        self.node = table.node(states.unseen(sees))
        self.queue: list[tuple[Command, Place | None]] = []
        self.partial: list[ReplyLine] = []
        self.places: list[Place] = []
        self.pending: tuple[Reply, list[Place]] | None = (
            None  # a first reply: a greeting, or the middle of a session?
        )
        self.held: list[
            tuple[Reply, list[Place]]
        ] = []  # replies of which it is not yet told what they answer
        self.landmarks: dict[str, tuple[Place | None, Place | None]] = {}
        self.begun = False  # a reply or a command was seen
        self.client_seen = False
        self.chunk = 0  # octets of a BDAT chunk still to come
        self.recipients = 0  # accepted in this transaction
        self.attempt: int | None = (
            0  # a salted hash of the responses of the open AUTH exchange; None: cannot tell
        )
        self.tried: set[int] = set()  # those that got a 535
        self.secrets: list[bytes] = []  # responses as they were sent, to mask them elsewhere
        self.bounced: Bounced | None = None  # whom a bounce speaks of
        self.exchanges = 0
        self.credentials = 0
        self.memo: object = None  # the observer's own

    @property
    def state(self) -> State:
        return self.node.state

    def begins_anew_on(self) -> tuple[bool, bool, bool]:
        """Whether a Connect, a 220, a hello can only be the beginning of another session."""
        free = self.begun and len(self.queue) == len(self.held)
        return (
            self.begun,
            free and not self.partial and not self.state.sasl_due and self.pending is None,
            free and self.state.quit,
        )

    def snapshot(self) -> tuple[object, ...] | None:
        """All that what follows depends on, with no text and no place; None if text is needed."""
        if (
            self.chunk > 0
            or self.state.hello is Hello.LHLO
            or len(self.queue) > 8
            or len(self.partial) > 40
        ):
            return None
        return tuple([look(self) for look in _LOOKS])

    def feed(self, event: Event, place: Place) -> None:
        """Takes one event. Never raises, whatever the order."""
        kind = type(event)
        if kind is ReplyLine:
            self.reply_line(event, place)  # type: ignore[arg-type]
        elif kind is Line:
            self.line(event, place)  # type: ignore[arg-type]
        elif isinstance(event, Command):
            self.command(event, place)
        elif isinstance(event, Close):
            self.close(event.side)
        elif isinstance(event, Bounced):
            self.bounced = event
            self.landmarks["bounced"] = (None, place)
        elif self.held:
            self._release(place)
            self.feed(event, place)
        elif isinstance(event, Connect):
            self._move(
                states.begin(
                    event.sees or self.state.sees, event.port or UNKNOWN, event.tls, event.local
                )
            )
        elif isinstance(event, TlsStarted):
            self._move(states.secured(self.state))
        elif isinstance(event, Authenticated):
            self._move(states.succeeded(self.state))
            self.landmarks["authenticated"] = (place, place)
        elif isinstance(event, Failed):
            told = b"AUTH " + event.mechanism.encode("latin-1") if event.mechanism else b"AUTH"
            self.command(commands.parse(told).having(Form.TOLD_FAILED), place)
            self._exchange(self.queue.pop(), None, [place])
            self._move(states.failed(self.state))
            self.landmarks["failed"] = (place, place)
        else:
            self.lost()

    # --- the client
    def line(self, line: Line, place: Place) -> None:
        """A line of the client; decides what it is."""
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
                    self._doubt(place)  # message text, with no 354 before it
                return
            if waiting == "BDAT" and self.chunk > 0:
                self.chunk -= len(raw) + 2
                return
        if not self.queue and (state.sasl_due or (command.verb == "OTHER" and _hidden(state, raw))):
            self.command(line.response, place)
        else:
            self.command(command, place)

    def command(self, command: Command, place: Place | None) -> None:
        """A command, a SASL response or the end of the message, as such."""
        if self.partial or self.held:
            self._settle_replies(place)
        if self.pending is not None:
            self._settle(command.verb in HELLOS, place)
        queue = self.queue
        verb = command.verb
        if len(queue) >= QUEUE:
            self._exchange(queue.pop(0), None, [])
        form = (
            alignment.outstanding([x for x, _ in queue])
            if queue
            else 0
            if self.begun or self.node.state.greeting is not UNKNOWN
            else Form.EARLY
        )
        self.begun = self.client_seen = True
        if self.node.state.token_error and verb != "SASL":
            form |= Form.AFTER_TOKEN_ERROR
        if verb in ("AUTH", "SASL"):
            form |= self._responses(command, place)
        elif (
            verb == "OTHER"
            and self.attempt != 0
            and (
                sasl.stray(command.raw.strip())
                or (
                    form & (Form.AFTER_AUTH | Form.AFTER_ONE_STEP_AUTH) == Form.AFTER_AUTH
                    and command.raw.strip()
                    and any(x.verb in ("AUTH", "SASL") for x, _ in queue[-STEPS:])
                )
            )
        ):
            # after a refused AUTH some clients go on with their responses, which are now commands
            # that nobody knows; others
            # do not wait for the challenge
            raw = command.raw.strip()
            self.credentials += 1
            if len(self.secrets) < SECRETS and raw not in self.secrets:
                self.secrets.append(raw)
            self.observer.credential(
                self, Command(command.raw, verb, b"", command.form, "", 0), place
            )
        elif verb == "BDAT":
            words = command.argument.split()
            self.chunk = int(words[0]) if words and words[0].isdigit() and len(words[0]) < 12 else 0
        queue.append((command.having(form) if form else command, place))
        if verb == commands.MESSAGE:
            self._copies(place)

    def message_end(self, place: Place | None) -> None:
        """The end of the message text: "<CRLF>.<CRLF>"."""
        self._settle_replies(place)
        self.queue.append(
            (MESSAGE_END.having(Form.PIPELINED) if self.queue else MESSAGE_END, place)
        )
        self._copies(place)

    def _copies(self, place: Place | None) -> None:
        """On LMTP one reply comes for each accepted recipient (RFC 2033 section 4.2)."""
        if self.node.state.hello is Hello.LHLO:
            self.queue.extend([(MESSAGE_END, place)] * (min(self.recipients, QUEUE // 2) - 1))
        self.recipients = 0

    def _responses(self, command: Command, place: Place | None) -> int:
        """Notes the credentials; tells whether they are the same as before."""
        response = command.verb == "SASL"
        if not response:
            self.attempt = hash(command.mechanism)
        if command.secret >= 0:
            raw = command.raw[command.secret :].strip()
            if command.form & (Form.MASKED | Form.EMPTY):
                self.attempt = None
            else:
                self.credentials += 1
                self.observer.credential(self, command, place)
                if len(self.secrets) < SECRETS and len(raw) >= 4 and raw not in self.secrets:
                    self.secrets.append(sasl.Name(raw) if self._names_user(command) else raw)
                if self.attempt is not None:
                    self.attempt = hash((self.attempt, raw))
                    if self.attempt in self.tried:
                        return Form.SAME_CREDENTIALS
        elif response and command.form & Form.ASSUMED:
            self.attempt = None
        return 0

    def _names_user(self, command: Command) -> bool:
        """True if a response tells who logs in: the first of LOGIN."""
        state = self.node.state
        return (
            command.mechanism == "LOGIN"
            if command.verb == "AUTH"
            else state.sasl == "LOGIN" and state.sasl_steps == 1
        )

    # --- the server
    def reply_line(self, line: ReplyLine, place: Place) -> None:
        """A line of a reply; the last one, without a hyphen, completes it."""
        if len(self.partial) < REPLY_LINES:
            self.partial.append(line)
            self.places.append(place)
        if not line.more:
            self._complete(0)

    def _complete(self, unterminated: int) -> None:
        lines, places, self.partial, self.places = tuple(self.partial), self.places, [], []
        self.reply(Reply(lines, unterminated) if unterminated else of(lines), places)

    def reply(self, reply: Reply, places: list[Place]) -> None:
        """A whole reply, paired with the command that it answers."""
        if self.pending is not None:
            self._settle(False, None)
        begun, self.begun = self.begun, True
        queue = self.queue
        if not queue:
            if begun or self.node.state.whole is YES or reply.code == 220:
                assumed = self._assumed(reply.code, begun)
                if assumed is UNASKED and reply.code in (235, 334, 354):
                    self._doubt(
                        places[0] if places else None
                    )  # no server says so unasked: the log lacks the command
                self._exchange((assumed, None), reply, places)
            else:
                self.pending = (reply, places)
            return
        code = reply.code
        if (
            code == 220
            and queue[0][0].verb in (*HELLOS, "QUIT")
            and self.node.state.greeting is UNKNOWN
            and not self.held
        ):
            self._exchange((CONNECTION, None), reply, places)  # the client spoke first
            return
        if self.held or code == 535 or len(queue) > 1:
            asked = [command for command, _ in queue]
            stray = alignment.stray(asked, [held.code for held, _ in self.held] + [code])
            if self.held or stray or alignment.hasty(asked):
                self.held.append((reply, places))
                if (
                    len(self.held) >= len(asked) + stray
                ):  # one reply more than commands: whose was the 535?
                    self._release(None)
                return
        if len(queue) > 1 and (lost := alignment.lost([command for command, _ in queue], code)):
            for _ in range(lost):
                self._exchange(queue.pop(0), None, [])
            self._doubt(places[0] if places else None)
        self._answer(queue.pop(0), reply, places)

    def _answer(
        self, entry: tuple[Command, Place | None], reply: Reply, places: list[Place]
    ) -> None:
        queue, code = self.queue, reply.code
        while (
            queue
            and entry[0].verb == "OTHER"
            and entry[0].form & Form.EMPTY
            and not 500 <= code < 504
        ):
            entry = queue.pop(0)  # an empty line in the log was no empty command
        if self.node.state.sasl_due and entry[0].verb == "OTHER":
            entry = (commands.response(entry[0].raw).having(entry[0].form), entry[1])
        elif entry[0].verb == "SASL" and code in alignment.FOUR_LETTERS.get(
            entry[0].raw.strip().upper(), ()
        ):
            entry = (commands.parse(entry[0].raw), entry[1])
        self._exchange(entry, reply, places)

    def _settle_replies(self, place: Place | None) -> None:
        """The client goes on: the reply that was being read is whole, and what was held is told."""
        if self.partial:
            self._complete(ReplyForm.UNTERMINATED)
        if self.held:
            self._release(place)

    def _release(self, place: Place | None) -> None:
        """Pairs what was held. place: where the client went on without waiting for each reply."""
        held, self.held = self.held, []
        queue, self.queue = self.queue, []
        if len(held) != len(queue):
            self._doubt(held[0][1][0] if held[0][1] else place)
            for reply, places in held[: -len(queue)]:
                self._exchange((UNSHOWN, None), reply, places)  # its command is not in the log
            held = held[-len(queue) :]
        chosen = alignment.align(
            [command for command, _ in queue], [reply.code for reply, _ in held], place is not None
        )
        for entry, at in zip(queue, chosen, strict=True):
            if at is None:
                self._exchange(entry, None, [])
            else:
                self._answer(entry, *held[at])

    def _doubt(self, place: Place | None) -> None:
        """The log has lost or repeated a line."""
        if not self.node.state.doubt:
            self._move(states.doubted(self.node.state))
            self.landmarks["doubt"] = (place, place)

    def _settle(self, hello: bool, place: Place | None) -> None:
        """The first reply of a log that may start in the middle: a greeting if a hello follows,
        and, where it has no code that a greeting has, if nothing stands between them: people paste
        the one line that matters before all."""
        if self.pending is not None:
            reply, places = self.pending
            self.pending = None
            near = place is None or not places or place.number <= places[-1].number + 1
            greeting = (
                hello
                and not (200 <= reply.code < 400 or 500 <= reply.code < 505)
                and (near or reply.code in GREETINGS)
            )
            self._exchange((CONNECTION if greeting else UNSHOWN, None), reply, places)

    def _assumed(self, code: int, begun: bool) -> Command:
        """The command that a reply must answer, where the log shows none."""
        state = self.node.state
        if not begun:
            return CONNECTION
        if state.sasl_due:
            return ASSUMED_RESPONSE
        if state.transaction is Transaction.DATA:
            self._copies(None)
            return ASSUMED_MESSAGE
        return UNASKED if self.client_seen and state.shows(Sees.COMMANDS) else UNSHOWN

    # --- both
    def _exchange(
        self, entry: tuple[Command, Place | None], reply: Reply | None, places: list[Place]
    ) -> None:
        command, asked = entry
        node = self.node
        verb = command.verb
        token = command.token
        offers = None
        if verb == "AUTH":
            token = self._offered(command)
        elif reply is not None and reply.code == 250 and verb in HELLOS:
            offers = reply.listed()
        answer = reply.token if reply is not None else NO_REPLY
        cell = node.cells.get((token, answer, offers))
        if cell is None:
            cell = self.table.cell(node, token, answer, offers)
        cell.n += 1
        self.exchanges += 1
        self.node = cell.node
        if cell.told or self.observer.every:
            self.observer.exchange(Seen(self, command, asked, reply, places, cell))
        for mark in cell.marks:
            self.landmarks[mark] = (asked, places[0] if places else None)
        if reply is not None:
            if (
                reply.code == 535
                and self.attempt
                and verb in ("AUTH", "SASL")
                and len(self.tried) < 100
            ):
                self.tried.add(self.attempt)
            elif verb == "RCPT" and 200 <= reply.code < 300:
                self.recipients += 1

    def _offered(self, command: Command) -> Token:
        offers = self.node.state.offers
        if offers is UNKNOWN or not command.mechanism:
            return command.token
        offered = command.mechanism in offers.mechanisms
        return command.having(Form.OFFERED if offered else Form.NOT_OFFERED).token

    def _move(self, state: State) -> None:
        self.node = self.table.node(state)

    def lost(self) -> None:
        """The log has a gap: what was open is open no more, what may have changed is unknown."""
        self.partial, self.places = [], []
        self.queue.clear()
        self.held.clear()
        self._move(states.lost(self.state))

    def close(self, side: str | None) -> None:
        """The end of the session; commands that got no reply are judged as such."""
        if self.partial:
            self._complete(ReplyForm.UNTERMINATED | ReplyForm.CUT)
        if self.held:
            self._release(None)
        if self.pending is not None:
            self._settle(False, None)
        while self.queue:
            self._exchange(self.queue.pop(0), None, [])
        self.observer.ended(self, side)


# What a snapshot holds of each field of a session, with no text and no place. None: what follows
# does not depend on the field, or not where a snapshot is taken.
SNAPSHOT: dict[str, Callable[[Session], object] | None] = {
    "node": lambda s: s.node.state,
    "queue": lambda s: tuple([command.token for command, _ in s.queue]),
    "partial": lambda s: tuple([line.shape for line in s.partial]),
    "pending": lambda s: s.pending and s.pending[0].token,
    "held": lambda s: tuple([reply.token for reply, _ in s.held]),
    "begun": lambda s: s.begun,
    "client_seen": lambda s: s.client_seen,
    "attempt": lambda s: bool(s.attempt),
    "tried": lambda s: bool(s.tried),
    "chunk": None,  # no snapshot is taken within a chunk,
    "recipients": None,  # nor where they count (LMTP)
    "bounced": None,  # a bounce is read by its words, and so without a snapshot
    "landmarks": None,  # places
    "places": None,
    "secrets": None,  # text; that one was sent shows in `attempt` and in the state
    "credentials": None,  # counts
    "exchanges": None,
    "key": None,  # who it is, and who listens
    "number": None,
    "reader": None,
    "table": None,
    "observer": None,
    "memo": None,
}
_LOOKS = [look for look in SNAPSHOT.values() if look is not None]
