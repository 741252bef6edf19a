"""Follows the open sessions of one input at once; equal ones are judged once.

A key is what the log names a session by (a process id, a connection id, nothing). The same key may
come again for another session. Sessions that were silent for long are given up, by distance in the
input, so that the result does not depend on how many others there are.

Most sessions of a log differ in names alone. So a session is followed on a graph: its points are
what sessions can look like with no text and no place, its edges are the shapes of events. An edge
is made by a real ``Session`` that is fed the same events; from then on it is only looked up. What
is reported comes from a real session, too: the events of a session are kept, and where it has
something to say they are fed again. Nobody outside sees which way a session was followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from smtpcodes.grammar.command import HELLOS
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.session.events import AGAIN, Close, Connect, Event, Line
from smtpcodes.session.graph import NOWHERE, OVER, AtEnd, Edge, Ending, Followed, Point, Probe
from smtpcodes.session.observer import Observer
from smtpcodes.session.session import Session
from smtpcodes.session.snapshot import snapshot
from smtpcodes.span import Place, whole_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from smtpcodes.session.table import Cell, Table
else:
    Protocol = object

DISTANCE = 1_000_000  # lines without a word, then a session is given up
OPEN = 20_000  # open sessions; a flood of keys that never come again ends there
TIDY = 4096  # lines after which long sessions are looked for
POINTS = 20_000  # past it, and past EDGES, sessions are followed directly
EDGES = 100_000
KEPT = 400  # events of a session that are kept; a longer session is followed directly
MISSES = 40  # edges that one session may make
# a line with its number, what it tells (each event with its key), and the reader that took it
Step = tuple[int, bytes, "Sequence[tuple[object, Event]] | None", "Format | None"]
Saw = Callable[[Session, Event, Place], None]  # hears of each event before the session does


class Format(Protocol):
    """What is asked of the reader of a line; see ``readers.base.Reader``."""

    @property
    def NAME(self) -> str: ...
    @property
    def SEES(self) -> int: ...


def begins_anew(event: Event, on_connect: bool, on_220: bool, on_hello: bool) -> bool:
    """Can the event only be the beginning of another session?"""
    kind = type(event)
    if kind is ReplyLine:
        return on_220 and event.code == 220  # type: ignore[union-attr]
    if kind is Connect:
        return on_connect
    return on_hello and kind is Line and event.command.verb in HELLOS  # type: ignore[union-attr]


class Follower:
    """Follows the open sessions of one input.

    first: the number of the first session. saw: hears of the events of sessions that are fed to
    the observer. wanted, at_end: given if equal sessions are to be judged once. wanted is asked at
    the end of a session of which something may be said, with its exchanges: True if it is to be fed
    to the observer, False if it was only counted. at_end: what the rules say of a whole session.
    """

    def __init__(
        self,
        table: Table,
        observer: Observer,
        first: int = 1,
        saw: Saw | None = None,
        wanted: Callable[[list[Cell | Ending]], bool] | None = None,
        at_end: AtEnd | None = None,
    ) -> None:
        self.table = table
        self.observer = observer
        self.next_number = first
        self.saw = saw
        self.wanted = wanted
        self.at_end: AtEnd = at_end or (lambda session, side: ())
        self.open: dict[object, Followed] = {}
        self.evicted = 0
        # of sessions that were not fed to the observer; others: those of another protocol
        self.exchanges = self.credentials = self.others = 0
        self._points: dict[object, Point] = {}
        self._starts: dict[tuple[int, str], Point] = {}
        self._edges = 0
        self._before = (b"", 0)  # the last line that told something, and its number
        self._tidy = min(TIDY, DISTANCE)
        self._sweep = DISTANCE

    def take(self, steps: Iterable[Step]) -> None:
        """Take the events of some lines, each with the key of its session."""
        followed_by = self.open.get
        before, at = self._before
        for number, line, items, reader in steps:
            if not items or reader is None:
                continue
            if line == before and number == at + 1 and whole_line(line) == whole_line(before):
                self._again(items, number, line, reader)
            before, at = line, number
            for key, event in items:
                followed = followed_by(key)
                if followed is None or (edge := followed.point.edges.get(event.shape)) is None:
                    self._event(key, event, number, line, reader)
                else:
                    self._walk(followed, edge, event, number, line)
            if number >= self._tidy:
                self._tidied(number)
        self._before = before, at

    def _again(
        self, items: Sequence[tuple[object, Event]], number: int, line: bytes, reader: Format
    ) -> None:
        """Tell a session that its line stands there a second time."""
        key, event = items[0]
        if len(items) == 1 and key in self.open and type(event) in (Line, ReplyLine):
            self._event(key, AGAIN, number, line, reader)

    def end(self, key: object, side: str | None) -> None:
        """Close a session, if it is open."""
        followed = self.open.get(key)
        if followed is not None:
            self._step(followed, Close(side), followed.last_seen, b"")

    def finish(self) -> None:
        """Close all sessions: the input ends."""
        for key in list(self.open):
            self.end(key, None)

    # --- one session
    def _event(self, key: object, event: Event, number: int, line: bytes, reader: Format) -> None:
        """Take an event for which the graph may have no edge."""
        followed = self.open.get(key)
        if followed is not None and event.shape not in followed.point.edges:
            anew = (
                followed.point.anew
                if followed.session is None
                else followed.session.begins_anew_on()
            )
            if begins_anew(event, *anew):
                self.end(key, None)
                followed = None
        if followed is None:
            if type(event) is Close:
                return
            followed = self._start(key, number, reader)
        self._step(followed, event, number, line)

    def _start(self, key: object, number: int, reader: Format) -> Followed:
        """Begin a session with the line of this number."""
        if len(self.open) >= OPEN:
            self.evicted += 1
            self.end(next(iter(self.open)), None)
        sees, name = reader.SEES, reader.NAME
        start = self._starts.get((sees, name))
        if start is None:
            session = Session(key, 0, self.table, Probe(self.at_end), sees, name)
            start = self._starts[(sees, name)] = Point(session.begins_anew_on(), False, False)
        followed = self.open[key] = Followed(key, self.next_number, start, sees, name)
        self.next_number += 1
        if self.wanted is None:
            self._directly(followed)
        return followed

    def _step(self, followed: Followed, event: Event, number: int, line: bytes) -> None:
        """Follow a session by one event: along an edge, along one that is made, or directly."""
        edge = followed.point.edges.get(event.shape) or self._made(followed, event, number, line)
        if edge is not None:
            self._walk(followed, edge, event, number, line)
            return
        session, place = self._directly(followed), Place(number, line)
        followed.heard = number
        if self.saw is not None:
            self.saw(session, event, place)
        session.feed(event, place)
        if type(event) is Close:
            del self.open[followed.key]

    def _walk(self, followed: Followed, edge: Edge, event: Event, number: int, line: bytes) -> None:
        """Go along an edge."""
        followed.log.append((event, number, line))
        followed.exchanges += edge.exchanges
        followed.point = edge.point
        if edge.rare:
            followed.credentials += edge.credentials
            followed.waking.extend(edge.cells)
            if edge.point is OVER:
                del self.open[followed.key]
                self._closed(followed, edge.other)

    def _made(self, followed: Followed, event: Event, number: int, line: bytes) -> Edge | None:
        """Make the edge, with a session that is fed what the log has shown so far.

        None if there can be none.
        """
        point = followed.point
        followed.misses += 1
        if (
            event.shape is None
            or followed.session is not None
            or point.wants_words(event)
            or followed.misses > MISSES
            or self._edges >= EDGES
        ):
            return None
        probe, observer = self._probed(followed)
        observer.cells, observer.ending, observer.credentials = [], [], 0
        observer.other = False
        probe.feed(event, Place(number, line))
        followed.fed += 1
        after = OVER if type(event) is Close else self._point(probe)
        if after is None:
            return None
        cells = [c for c in observer.cells if c.wakes]
        edge = Edge(after, (*cells, *observer.ending), len(observer.cells), observer.credentials)
        edge.other = observer.other
        point.edges[event.shape] = edge
        self._edges += 1
        return edge

    def _point(self, session: Session) -> Point | None:
        """Give the point that a session is at.

        None if a text or a place decides how it goes on, or there are too many points.
        """
        seen = snapshot(session)
        if seen is None:
            return None
        point = self._points.get(seen)
        if point is None and len(self._points) < POINTS:
            point = self._points[seen] = Point(
                session.begins_anew_on(), bool(session.credentials.refused), session.sasl_may_be_due
            )
        return point

    def _probed(self, followed: Followed) -> tuple[Session, Probe]:
        """Give a session that was fed what the log has shown so far, unheard by anybody else."""
        if followed.probe is None or followed.observer is None:
            followed.observer = Probe(self.at_end)
            followed.probe = Session(
                followed.key, 0, self.table, followed.observer, followed.sees, followed.reader
            )
        for event, number, line in followed.log[followed.fed :]:
            followed.probe.feed(event, Place(number, line))
        followed.fed = len(followed.log)
        return followed.probe, followed.observer

    def _directly(self, followed: Followed) -> Session:
        """Give the real session that is fed from here on, first what the log has shown so far."""
        if followed.session is None:
            followed.session = self._replayed(followed)
            followed.point = NOWHERE
            followed.probe = followed.observer = None
            followed.heard, followed.log = followed.last_seen, []
        return followed.session

    def _replayed(self, followed: Followed) -> Session:
        session = Session(
            followed.key, followed.number, self.table, self.observer, followed.sees, followed.reader
        )
        for event, number, line in followed.log:
            place = Place(number, line)
            if self.saw is not None:
                self.saw(session, event, place)
            session.feed(event, place)
        return session

    def _closed(self, followed: Followed, other: bool) -> None:
        """End a session: feed it to the observer if it is wanted, else count it. other: it spoke
        another protocol."""
        if followed.waking and self.wanted is not None and self.wanted(followed.waking):
            self._replayed(followed)
        else:
            self.others += other
            self.exchanges += 0 if other else followed.exchanges
            self.credentials += followed.credentials

    # --- bounds
    def _tidied(self, number: int) -> None:
        """Keep no events of long sessions, and give up those that were silent for long."""
        self._tidy = number + min(TIDY, DISTANCE // 4)
        for followed in list(self.open.values()):
            if len(followed.log) > KEPT:
                self._directly(followed)
        if number >= self._sweep:
            self._sweep = number + DISTANCE // 4
            for key, followed in list(self.open.items()):
                if number - followed.last_seen > DISTANCE:
                    self.evicted += 1
                    self.end(key, None)
