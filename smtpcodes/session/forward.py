"""Equal sessions are judged once: most sessions of a log differ in names alone.

A session is followed on a graph whose points are what sessions can look like with no text and no place, and whose edges
are the shapes of events. An edge is made by a real ``Session`` that is fed the same events; from then on it is only
looked up. What is reported comes from a real session, too: the events of a session are kept, and where it has something
to say they are fed again. So there is one implementation, and this one only knows when it need not run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from smtpcodes.grammar.command import Command
from smtpcodes.session.events import Close, Event, Line, Lost
from smtpcodes.session.session import Session, Sink
from smtpcodes.session.sessions import DISTANCE, OPEN, begins_anew
from smtpcodes.span import Place

if TYPE_CHECKING:
    from smtpcodes.session.reply import Reply
    from smtpcodes.session.table import Cell, Table

POINTS = 20_000  # past it, and past EDGES of a point, sessions are followed directly
EDGES = 2_000
KEPT = 400  # events of a session that are kept; a longer session is followed directly
MISSES = 40  # edges that one session may make
SHAPES = 100_000  # past it, new shapes are not numbered
Saw = Callable[
    [Session, Event, Place], None
]  # hears of each event of a session that is told, before it is fed
AtEnd = Callable[
    [Session, "str | None"], Sequence[Any]
]  # what the rules say of a session that has ended


class Edge:
    """To where a shape of event leads.

    point: what the session looks like then. cells: the exchanges that the event completes and that may say something.
    n: how often taken.
    """

    __slots__ = ("cells", "credentials", "edges", "exchanges", "n", "point")

    def __init__(
        self, point: Point, cells: tuple[Cell | Ending, ...], exchanges: int, credentials: int
    ) -> None:
        self.point = point
        self.edges = point.edges
        self.cells = cells
        self.exchanges = exchanges
        self.credentials = credentials
        self.n = 0


class Point:
    """What a session looks like, with no text and no place.

    anew: see ``Session.begins_anew_on``. tried: a credential has failed; whether the next is the same needs its text.
    """

    __slots__ = ("anew", "edges", "tried")

    def __init__(self, anew: tuple[bool, bool, bool], tried: bool) -> None:
        self.edges: dict[int, Edge] = {}
        self.anew = anew
        self.tried = tried


class Ending:
    """What is wrong with a session as a whole; stands beside the cells of its exchanges."""

    __slots__ = ("found",)

    def __init__(self, found: Sequence[Any]) -> None:
        self.found = found


class _Probe:
    """The sink of the session that makes edges."""

    every = True

    def __init__(self, at_end: AtEnd) -> None:
        self.at_end = at_end
        self.cells: list[Cell] = []
        self.ending: list[Ending] = []
        self.credentials = 0

    def exchange(
        self,
        session: Session,
        command: Command,
        asked: Place | None,
        reply: Reply | None,
        places: list[Place],
        cell: Cell,
    ) -> None:
        self.cells.append(cell)

    def ended(self, session: Session, side: str | None) -> None:
        found = self.at_end(session, side)
        if found:
            self.ending.append(Ending(found))

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        self.credentials += 1


_NO_EDGES: dict[int, Edge] = {}


class Rereads(Protocol):
    """Stands in the log for the event of a line that is read only if it is needed."""

    def take(self, line: bytes) -> Sequence[tuple[object, Event]] | None: ...


class Followed:
    """A session on the graph (edges: those of its point), or (session) followed directly; then it has no edges."""

    __slots__ = (
        "edges",
        "log",
        "misses",
        "number",
        "point",
        "probe",
        "reader",
        "sees",
        "session",
        "sink",
        "waking",
    )

    def __init__(self, number: int, point: Point, sees: int, reader: str) -> None:
        self.number = number
        self.point = point
        self.edges = point.edges
        self.sees = sees
        self.reader = reader
        self.log: list[tuple[Event | Rereads, int, bytes]] = []
        self.waking: list[Cell | Ending] = []
        self.session: Session | None = None
        self.probe: Session | None = None
        self.sink: _Probe | None = None
        self.misses = 0


def _may_be_secret(event: Event | Rereads) -> bool:
    """May the event carry credentials?"""
    command = event.command if isinstance(event, Line) else event
    return isinstance(command, Command) and (
        command.verb in ("AUTH", "SASL", "OTHER")
        or (not command.argument and len(command.verb) == 4)
    )


def _replay(
    log: list[tuple[Event | Rereads, int, bytes]], session: Session, saw: Saw | None = None
) -> None:
    for event, number, line in log:
        if hasattr(event, "take"):
            read = event.take(line.rstrip(b"\r"))
            event = read[0][1] if read else Lost()
        place = Place(number, line)
        if saw is not None:
            saw(session, event, place)
        session.feed(event, place)


class Forward:
    """The open sessions of one input, as ``Sessions``.

    wanted: asked at the end of a session that may have something to say, with its exchanges: True if it is to be fed to
    the sink; False if it was only counted. at_end: what the rules say of a session that has ended. saw: hears of the
    events of sessions that are fed to the sink.
    """

    def __init__(
        self,
        table: Table,
        sink: Sink,
        wanted: Callable[[list[Cell | Ending]], bool],
        at_end: AtEnd,
        first: int = 1,
        saw: Saw | None = None,
    ) -> None:
        self.table = table
        self.sink = sink
        self.wanted = wanted
        self.at_end = at_end
        self.saw = saw
        self.open: dict[object, Followed] = {}
        self.points: dict[object, Point] = {}
        self.starts: dict[tuple[int, str], Point] = {}
        self.made: list[Edge] = []
        self.shapes: dict[object, int] = {None: 0}
        self.twice_exchanges = self.twice_credentials = (
            0  # counted on edges and fed to the sink as well
        )
        self.next_number = first
        self.evicted = 0
        self._sweep = DISTANCE

    def shape(self, event: Event) -> int:
        """The number of an event's shape; 0 if a session has to see its words."""
        shape = event.shape
        found = self.shapes.get(shape)
        if found is None:
            found = len(self.shapes)
            if found >= SHAPES:
                return 0
            self.shapes[shape] = found
        return found

    def feed(
        self,
        key: object,
        event: Event,
        number: int,
        line: bytes,
        sees: int,
        reader: str,
        shape: int = -1,
    ) -> None:
        """One event of the session `key`, on a line with this number."""
        if shape < 0:
            shape = self.shape(event)
        found = self.open.get(key)
        if found is not None:
            edge = found.edges.get(shape)
            if edge is not None:  # the same as in ``pump``, where it is in line
                edge.n += 1
                found.edges = edge.edges
                found.point = edge.point
                found.log.append((event, number, line))
                if edge.cells:
                    found.waking.extend(edge.cells)
            else:
                found = self._miss(found, key, event, number, line, sees, reader, shape)
        else:
            if type(event) is Close:
                return
            found = self._start(key, sees, reader)
            self._step(found, key, event, number, line, shape)
        if type(event) is Close:
            self.open.pop(key, None)
            self.closed(found, key)

    def _miss(
        self,
        found: Followed,
        key: object,
        event: Event,
        number: int,
        line: bytes,
        sees: int,
        reader: str,
        shape: int,
    ) -> Followed:
        """An event with no edge: another session begins, or the edge is made, or the session is followed directly."""
        anew = found.point.anew if found.session is None else found.session.begins_anew_on()
        if begins_anew(event, *anew):
            self.end(key, None)
            found = self._start(key, sees, reader)
        self._step(found, key, event, number, line, shape)
        return found

    def _start(self, key: object, sees: int, reader: str) -> Followed:
        if len(self.open) >= OPEN:
            self.evicted += 1
            self.end(next(iter(self.open)), None)
        start = self.starts.get((sees, reader))
        if start is None:
            session = Session(key, 0, self.table, _Probe(self.at_end), sees, reader)
            start = self.starts[(sees, reader)] = Point(session.begins_anew_on(), False)
        found = self.open[key] = Followed(self.next_number, start, sees, reader)
        self.next_number += 1
        return found

    def _step(
        self, found: Followed, key: object, event: Event, number: int, line: bytes, shape: int
    ) -> None:
        """Makes the edge, with a session that is fed what the log has shown so far."""
        place = Place(number, line)
        if found.session is not None:
            self._feed(found.session, event, place)
            return
        point = found.point
        edge = point.edges.get(shape)
        if edge is None or found.probe is not None:
            found.misses += 1
            if (
                not shape
                or (point.tried and _may_be_secret(event))
                or found.misses > MISSES
                or len(point.edges) >= EDGES
            ):
                self._feed(self._directly(found, key), event, place)
                return
            probe, sink = self._probed(found, key)
            sink.cells, sink.ending, sink.credentials = [], [], 0
            probe.feed(event, place)
            if edge is None:
                after = self._point(probe)
                if after is None:
                    self._feed(self._directly(found, key), event, place)
                    return
                cells = [c for c in sink.cells if c.wakes]
                edge = Edge(after, (*cells, *sink.ending), len(sink.cells), sink.credentials)
                point.edges[shape] = edge
                self.made.append(edge)
        edge.n += 1
        found.point = edge.point
        found.edges = edge.edges if found.probe is None else _NO_EDGES
        found.log.append((event, number, line))
        found.waking.extend(edge.cells)

    def _feed(self, session: Session, event: Event, place: Place) -> None:
        session.last_seen = place.number
        if self.saw is not None:
            self.saw(session, event, place)
        session.feed(event, place)

    def _point(self, session: Session) -> Point | None:
        """The point that a session is at; None if its future depends on text, or there are too many points."""
        snapshot = session.snapshot()
        if snapshot is None:
            return None
        point = self.points.get(snapshot)
        if point is None and len(self.points) < POINTS:
            point = self.points[snapshot] = Point(session.begins_anew_on(), bool(session.tried))
        return point

    def _probed(self, found: Followed, key: object) -> tuple[Session, _Probe]:
        if found.probe is None or found.sink is None:
            found.sink = _Probe(self.at_end)
            found.probe = Session(key, 0, self.table, found.sink, found.sees, found.reader)
            _replay(found.log, found.probe)
        return found.probe, found.sink

    def _directly(self, found: Followed, key: object) -> Session:
        """From here on the session is a real one, fed with what the log has shown so far."""
        found.session = session = self._replayed(found, key)
        session.last_seen = found.log[-1][1] if found.log else 0
        found.edges = _NO_EDGES
        found.probe = found.sink = None
        found.log = []
        return session

    def _replayed(self, found: Followed, key: object) -> Session:
        session = Session(key, found.number, self.table, self.sink, found.sees, found.reader)
        _replay(found.log, session, self.saw)
        self.twice_exchanges += session.exchanges
        self.twice_credentials += session.credentials
        return session

    def end(self, key: object, side: str | None) -> None:
        """Closes a session, if it is open."""
        found = self.open.pop(key, None)
        if found is not None:
            close = Close(side)
            number = found.log[-1][1] if found.log else 0
            self._step(found, key, close, number, b"", self.shape(close))
            self.closed(found, key)

    def closed(self, found: Followed, key: object) -> None:
        """A session is over: is it to be told?"""
        if found.session is None and found.waking and self.wanted(found.waking):
            self._replayed(found, key)

    def tick(self, number: int) -> None:
        """To be called now and then with the number of the line: long and old sessions are not kept in memory."""
        for key, found in list(self.open.items()):
            if len(found.log) > KEPT:
                self._directly(found, key)
        if number >= self._sweep:
            self._sweep = number + DISTANCE // 4
            for key, found in list(self.open.items()):
                last = (
                    found.log[-1][1]
                    if found.log
                    else found.session.last_seen
                    if found.session
                    else 0
                )
                if number - last > DISTANCE:
                    self.evicted += 1
                    self.end(key, None)

    def finish(self) -> None:
        """The end of the input."""
        for key in list(self.open):
            self.end(key, None)

    def counted(self) -> tuple[int, int]:
        """How many exchanges and credentials were seen in sessions that were not fed to the sink."""
        exchanges = sum(e.n * e.exchanges for e in self.made) - self.twice_exchanges
        return exchanges, sum(e.n * e.credentials for e in self.made) - self.twice_credentials
