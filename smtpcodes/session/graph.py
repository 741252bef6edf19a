"""The graph that ``follower`` walks: points are what sessions can look like, edges are shapes of
events that lead from one to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smtpcodes.grammar.command import Command
from smtpcodes.session.events import WORDY, Event, Line
from smtpcodes.session.observer import Seen
from smtpcodes.session.session import Session
from smtpcodes.span import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.session.table import Cell

AtEnd = Callable[
    [Session, "str | None"], Sequence["Any"]
]  # what the rules say of a session that has ended


class Edge:
    """Leads to another point.

    point: what the session looks like there. exchanges: how many the event completes. cells: those
    of which something may be said. credentials: how many the event carries. other: it ends a
    session that spoke another protocol. rare: there is more to do than to walk on.
    """

    __slots__ = ("cells", "credentials", "exchanges", "other", "point", "rare")

    def __init__(
        self, point: Point, cells: tuple[Cell | Ending, ...], exchanges: int, credentials: int
    ) -> None:
        self.point = point
        self.cells = cells
        self.exchanges = exchanges
        self.credentials = credentials
        self.other = False
        self.rare = bool(cells or credentials or point is OVER)


class Point:
    """What a session looks like, with no text and no place.

    anew: see ``Session.begins_anew_on``. refused: a credential was; whether the next is the same
    needs its text. sasl_due: a SASL response is due.
    """

    __slots__ = ("anew", "edges", "refused", "sasl_due")

    def __init__(self, anew: tuple[bool, bool, bool], refused: bool, sasl_due: bool) -> None:
        self.edges: dict[object, Edge] = {}
        self.anew = anew
        self.refused = refused
        self.sasl_due = sasl_due

    def wants_words(self, event: Event) -> bool:
        """Do the words of the event decide, not its shape alone?

        Those of credentials, where some were refused; where a SASL response is or may be due, also
        those of a command whose shape does not tell what it would be as one.
        """
        command = event.command if isinstance(event, Line) else event
        if not isinstance(command, Command):
            return False
        base64 = self.sasl_due and not command.argument and len(command.verb) == 4
        if self.refused and (base64 or command.verb in ("AUTH", "SASL", "OTHER")):
            return True
        return self.sasl_due and isinstance(event, Line) and command.verb in WORDY


class Ending:
    """What is wrong with a session as a whole; stands beside the cells of its exchanges."""

    __slots__ = ("found",)

    def __init__(self, found: Sequence[Any]) -> None:
        self.found = found


class Probe:
    """Observes the session that makes edges."""

    every = True

    def __init__(self, at_end: AtEnd) -> None:
        self.at_end = at_end
        self.cells: list[Cell] = []
        self.ending: list[Ending] = []
        self.credentials = 0
        self.other = False  # what has ended was no session of SMTP

    def exchange(self, seen: Seen) -> None:
        self.cells.append(seen.cell)

    def ended(self, session: Session, side: str | None) -> None:
        self.other = session.state.other_protocol
        found = self.at_end(session, side)
        if found:
            self.ending.append(Ending(found))

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        self.credentials += 1


NOWHERE = Point((False, False, False), False, False)  # no edge leads on: the session is fed itself
OVER = Point((False, False, False), False, False)  # the session has ended


class Followed:
    """A session on the graph: the point where it is, and its events so far.

    session: if it is followed directly; then it has no point and no events. probe, observer, fed:
    the session that makes its edges, and how many events it was fed. waking: the exchanges of which
    something may be said.
    """

    __slots__ = (
        "credentials",
        "exchanges",
        "fed",
        "heard",
        "key",
        "log",
        "misses",
        "number",
        "observer",
        "point",
        "probe",
        "reader",
        "sees",
        "session",
        "waking",
    )

    def __init__(self, key: object, number: int, point: Point, sees: int, reader: str) -> None:
        self.key = key
        self.number = number
        self.point = point
        self.sees = sees
        self.reader = reader
        self.log: list[tuple[Event, int, bytes]] = []
        self.waking: list[Cell | Ending] = []
        self.session: Session | None = None
        self.probe: Session | None = None
        self.observer: Probe | None = None
        self.misses = self.heard = self.fed = 0
        self.exchanges = self.credentials = 0

    @property
    def last_seen(self) -> int:
        """The number of the line of its last event."""
        return self.log[-1][1] if self.log else self.heard
