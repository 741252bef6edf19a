"""Pairs the replies of a session with the commands that they answer.

Open commands wait in a queue (PIPELINING, RFC 2920). On LMTP each recipient gets a reply to the
message (RFC 2033 section 4.2). What the log leaves out is assumed where only one thing can have
been, and marked so. Where a command stands after one whose reply has to be awaited, the client was
hasty or the log has lost a reply. What comes next decides, so replies are held until then
(``alignment``), and the state says that the pairing is in doubt.
"""

from __future__ import annotations

from smtpcodes.grammar import command as commands
from smtpcodes.grammar.command import HELLOS, Command, Token
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.reply import greets
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.session import alignment
from smtpcodes.session import state as states
from smtpcodes.session.events import CONNECTION, MESSAGE_END, UNKNOWN, YES, Sees
from smtpcodes.session.exchange import NO_COMMAND
from smtpcodes.session.known import Hello, State, Transaction
from smtpcodes.session.landmark import Landmark
from smtpcodes.session.queue import Queue
from smtpcodes.session.reply import Reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.session.queue import Open
    from smtpcodes.session.table import Cell, Table
    from smtpcodes.span import Place

NO_REPLY = (0, None, TextClass.NONE, 0)
ASSUMED_MESSAGE = Command(b"", commands.MESSAGE, b"", Form.ASSUMED)
ASSUMED_RESPONSE = Command(b"", commands.SASL, b"", Form.ASSUMED | Form.MASKED)
UNSHOWN = Command(b"", commands.UNKNOWN, b"", Form.ASSUMED)
FIRST = UNSHOWN.having(Form.FIRST)
UNASKED = Command(b"", NO_COMMAND, b"", Form.ASSUMED)
# the codes of a greeting (RFC 5321 section 3.1, RFC 7504 section 3)
GREETINGS = frozenset((220, 421, 521, 554))
QUEUE = 1000  # open commands; past it the log shows no replies


class Pairing:
    """Holds the commands that have no reply yet, and the replies whose command is not clear.

    queue: the open commands. held: the replies whose command is not clear. pending: a first reply,
    which may be a greeting or stand in the middle of a session. node: the state. landmarks: the
    last place of each, asked and answered. begun: a reply or a command was seen. recipients:
    accepted in this transaction. twin: a command that stands twice in the log; if a second reply
    comes, it was sent twice.
    """

    __slots__ = (
        "begun",
        "client_seen",
        "exchanges",
        "held",
        "landmarks",
        "node",
        "pending",
        "queue",
        "recipients",
        "table",
        "twin",
    )

    def __init__(self, table: Table, sees: int) -> None:
        self.table = table
        self.node = table.node(states.unseen(sees))
        self.queue = Queue()
        self.pending: tuple[Reply, list[Place]] | None = None
        self.held: list[tuple[Reply, list[Place]]] = []
        self.twin: Open | None = None
        self.landmarks: dict[str, tuple[Place | None, Place | None]] = {}
        self.begun = self.client_seen = False
        self.recipients = self.exchanges = 0

    @property
    def state(self) -> State:
        """What is known of the session."""
        return self.node.state

    def reply(self, reply: Reply, places: list[Place]) -> None:
        """Pair a whole reply with the command that it answers."""
        if self.pending is not None:
            self.settle(False, None)
        begun, self.begun = self.begun, True
        queue = self.queue
        if not queue and self.twin is not None:
            queue.append(self.twin)
            self.twin = None
        if not queue:
            self._unasked(reply, places, begun)
            return
        code = reply.code
        if (
            code == 220
            and queue[0][0].verb in (*HELLOS, "QUIT")
            and self.node.state.greeting is UNKNOWN
            and not self.held
        ):
            self.exchange((CONNECTION, None), reply, places)  # the client spoke first
            return
        if self.held or code == 535 or len(queue) > 1:
            codes = [held.code for held, _ in self.held] + [code]
            stray = alignment.stray((command for command, _ in queue), codes)
            if self.held or stray or alignment.hasty(command for command, _ in queue):
                self.held.append((reply, places))
                # one reply more than commands: whose was the 535?
                if len(self.held) >= len(queue) + stray:
                    self.release(None)
                return
        if len(queue) > 1 and (lost := alignment.lost((command for command, _ in queue), code)):
            for _ in range(lost):
                self.exchange(_overtaken(queue.pop(0)), None, [])
            self.doubt(places[0] if places else None)
        self.exchange(self._answered(queue.pop(0), code), reply, places)

    def _unasked(self, reply: Reply, places: list[Place], begun: bool) -> None:
        """Pair a reply for which no command is open. begun: there was something before it."""
        if not (begun or self.node.state.whole is YES or reply.code == 220):
            self.pending = (reply, places)
            return
        assumed = self._assumed(reply.code, begun)
        lacking = not self.node.state.shows(Sees.WIRE)  # on the wire nothing is missing
        if lacking and reply.code in (235, 334, 354):  # the log lacks the command
            if assumed is CONNECTION:
                assumed = UNSHOWN
                self.move(states.lost(self.node.state))
            elif assumed is UNASKED:
                self.doubt(places[0] if places else None)
        self.exchange((assumed, None), reply, places)

    def _answered(self, entry: Open, code: int) -> Open:
        """Give the open command that a reply with this code answers, as what it was taken for."""
        queue = self.queue
        while (
            queue
            and entry[0].verb == "OTHER"
            and entry[0].form & Form.EMPTY
            and not 500 <= code < 504
        ):
            entry = queue.pop(0)  # an empty line in the log was no empty command
        if self.node.state.sasl_due and entry[0].verb == "OTHER":
            return commands.response(entry[0].raw).having(entry[0].form), entry[1]
        if entry[0].verb == "SASL" and code in alignment.FOUR_LETTERS.get(
            entry[0].raw.strip().upper(), ()
        ):
            return commands.parse(entry[0].raw), entry[1]
        return entry

    def release(self, place: Place | None) -> None:
        """Pair the replies that were held. place: where the client went on without waiting."""
        held, self.held = self.held, []
        queue, self.queue = self.queue, Queue()
        if len(held) != len(queue):
            self.doubt(held[0][1][0] if held[0][1] else place)
            for reply, places in held[: -len(queue)]:
                self.exchange((UNSHOWN, None), reply, places)  # its command is not in the log
            held = held[-len(queue) :]
        chosen = alignment.align(
            [command for command, _ in queue], [reply.code for reply, _ in held], place is not None
        )
        last = max((n for n, at in enumerate(chosen) if at is not None), default=0)
        for n, (entry, at) in enumerate(zip(queue, chosen, strict=True)):
            if at is None:
                self.exchange(_overtaken(entry) if n < last else entry, None, [])
            else:
                reply, places = held[at]
                self.exchange(self._answered(entry, reply.code), reply, places)

    @property
    def opens(self) -> bool:
        """Are logs like this, of one session alone, mostly written from its beginning?"""
        return False

    @property
    def place_decides(self) -> bool:
        """Does the place of the next command decide what the first reply was?"""
        if self.pending is None:
            return False
        code = self.pending[0].code
        return not (_of_a_command(code) or code in GREETINGS)

    def settle(self, hello: bool, place: Place | None) -> None:
        """Judge the first reply of a log that may start in the middle.

        It is a greeting if a hello follows and its code, or its text, can be a greeting's. Any
        other has to stand right before the hello: people paste the one line that matters before
        all.
        """
        if self.pending is not None:
            reply, places = self.pending
            self.pending = None
            near = place is None or not places or place.number <= places[-1].number + 1
            named = reply.code == 250 and greets(reply.lines[0].text)
            other = named or not _of_a_command(reply.code)
            greeting = hello and other and (near or reply.code in GREETINGS)
            first = self.opens and near and bool(places) and places[0].number == 1
            self.exchange(
                (CONNECTION if greeting else FIRST if first else UNSHOWN, None), reply, places
            )

    def _assumed(self, code: int, begun: bool) -> Command:
        """Give the command that a reply must answer where the log shows none."""
        state = self.node.state
        if not begun:
            return CONNECTION
        if state.sasl_due:
            return ASSUMED_RESPONSE
        if state.transaction is Transaction.DATA and code != 354:
            self.copies(None)
            return ASSUMED_MESSAGE
        return UNASKED if self.client_seen and state.shows(Sees.COMMANDS) else UNSHOWN

    def copies(self, place: Place | None) -> None:
        """Open the message once for each accepted recipient on LMTP (RFC 2033 section 4.2)."""
        if self.node.state.hello is Hello.LHLO:
            self.queue.extend([(MESSAGE_END, place)] * (min(self.recipients, QUEUE // 2) - 1))
        self.recipients = 0

    def exchange(self, entry: Open, reply: Reply | None, places: list[Place]) -> None:
        """Complete an exchange: look it up, or judge it, and go on to the state after it."""
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
        self.exchanges += 1
        self.node = cell.node
        self.completed(command, asked, reply, places, cell)
        for mark in cell.marks:
            self.landmarks[mark] = (asked, places[0] if places else None)
        if reply is not None and verb == "RCPT" and 200 <= reply.code < 300:
            self.recipients += 1

    def completed(
        self,
        command: Command,
        asked: Place | None,
        reply: Reply | None,
        places: list[Place],
        cell: Cell,
    ) -> None:
        """Hear of an exchange that is complete."""
        raise NotImplementedError

    def _offered(self, command: Command) -> Token:
        """Give what rules may look at in an AUTH: is its mechanism offered?"""
        offers = self.node.state.offers
        if offers is UNKNOWN or not command.mechanism:
            return command.token
        offered = command.mechanism in offers.mechanisms
        return command.having(Form.OFFERED if offered else Form.NOT_OFFERED).token

    def doubt(self, place: Place | None) -> None:
        """Note that the log has lost or repeated a line."""
        if not self.node.state.doubt:
            self.move(states.doubted(self.node.state))
            self.landmarks[Landmark.DOUBT] = (place, place)

    def move(self, state: State) -> None:
        """Go on to a state that no exchange has led to."""
        self.node = self.table.node(state)


def _overtaken(entry: Open) -> Open:
    """Give the open command as one whose reply is missing, while a later one has its own."""
    return entry[0].having(Form.OVERTAKEN), entry[1]


def _of_a_command(code: int) -> bool:
    """Has the code a meaning for a command alone, and none for a greeting?"""
    return 200 <= code < 400 or 500 <= code < 505
