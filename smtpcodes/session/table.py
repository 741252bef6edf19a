"""Equal exchanges are judged once.

``step(state, command, reply)`` is a pure function, so its result is kept in a cell and only looked
up from then on. The table has a hard cap: past it, cells are made and thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smtpcodes.grammar.form import Form
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import State
from smtpcodes.session.landmark import Landmark, marks
from smtpcodes.session.state import advance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.grammar.command import Token
    from smtpcodes.grammar.ehlo import Offers
    from smtpcodes.grammar.textclass import TextClass

    # what the rules say of an exchange, and those that want its text
    Judge = Callable[[Exchange], tuple[Sequence[Any], Sequence[Any]]]
    ReplyToken = tuple[int, str | None, TextClass, int]

CELLS = 50_000
# what a log shows where a missing reply tells something
ANSWERS = Sees.COMMANDS | Sees.REPLIES | Sees.SASL


class Cell:
    """What an exchange in a state leads to.

    node: the state after it. found: what the rules say. inspectors: the rules that want to see its
    text. marks: the landmarks that it sets. failure: the reply is 4yz or 5yz, or a log-in got none
    in a log that shows them. wakes: something may be said of it. noted: a verdict may speak of it.
    """

    __slots__ = (
        "exchange",
        "failure",
        "found",
        "inspectors",
        "marks",
        "node",
        "noted",
        "wakes",
    )

    def __init__(
        self,
        exchange: Exchange,
        node: Node,
        judged: tuple[Sequence[Any], Sequence[Any]],
        marks: tuple[Landmark, ...],
    ) -> None:
        self.exchange = exchange
        self.node = node
        self.found, self.inspectors = judged
        self.marks = marks
        smtp = not node.state.other_protocol
        self.failure = smtp and (
            400 <= exchange.code < 600
            or (
                exchange.code == 0
                and exchange.in_auth
                and (exchange.state.shows(ANSWERS) or exchange.has(Form.TOLD_FAILED))
            )
        )
        self.wakes = bool(self.found) or bool(self.inspectors) or self.failure
        self.noted = self.wakes or (smtp and exchange.in_auth)


class Node:
    """A state with the cells that lead on from it."""

    __slots__ = ("cells", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self.cells: dict[tuple[object, ...], Cell] = {}


class Table:
    """Holds the judged exchanges. judge: what the rules say of one. cap: 0 switches it off."""

    def __init__(self, judge: Judge, cap: int = CELLS) -> None:
        self.judge = judge
        self.cap = cap
        self.size = 0
        self.nodes: dict[State, Node] = {}

    def node(self, state: State) -> Node:
        found = self.nodes.get(state)
        if found is None:
            found = Node(state)
            if len(self.nodes) < self.cap:
                self.nodes[state] = found
        return found

    def cell(self, node: Node, command: Token, reply: ReplyToken, offers: Offers | None) -> Cell:
        """Judge an exchange that has no cell yet."""
        exchange = Exchange(node.state, command, reply, offers)
        after = advance(node.state, exchange)
        judged = ((), ()) if after.other_protocol else self.judge(exchange)
        cell = Cell(exchange, self.node(after), judged, marks(exchange))
        if self.size < self.cap:
            self.size += 1
            node.cells[(command, reply, offers)] = cell
        return cell
