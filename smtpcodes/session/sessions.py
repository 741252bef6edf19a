"""Many sessions at once: keyed, bounded.

A key is what the log names a session by (a process id, a connection id, nothing). The same key may come again for
another session. Sessions that were not heard of for long are given up, by distance in the input, so that the result
does not depend on how many others there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smtpcodes.grammar.command import HELLOS
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.session.events import Close, Connect, Event, Line
from smtpcodes.session.session import Session, Sink

if TYPE_CHECKING:
    from smtpcodes.session.table import Table
    from smtpcodes.span import Place

DISTANCE = 1_000_000  # lines without a word, then a session is given up
OPEN = 20_000  # open sessions; a flood of keys that never come again ends there


def begins_anew(event: Event, on_connect: bool, on_220: bool, on_hello: bool) -> bool:
    """True if the event can only be the beginning of another session."""
    kind = type(event)
    if kind is ReplyLine:
        return on_220 and event.code == 220  # type: ignore[union-attr]
    if kind is Connect:
        return on_connect
    return on_hello and kind is Line and event.command.verb in HELLOS  # type: ignore[union-attr]


class Sessions:
    """The open sessions of one input."""

    def __init__(self, table: Table, sink: Sink, first: int = 1) -> None:
        self.table = table
        self.sink = sink
        self.open: dict[object, Session] = {}
        self.next_number = first
        self.evicted = 0
        self._sweep = DISTANCE

    def feed(self, key: object, event: Event, place: Place, sees: int, reader: str) -> None:
        """One event of the session `key`."""
        session = self.open.get(key)
        if session is None:
            if type(event) is Close:
                return
            session = self._start(key, sees, reader)
        elif begins_anew(event, *session.begins_anew_on()):
            self.end(key, None)
            session = self._start(key, sees, reader)
        session.last_seen = place.number
        if place.number >= self._sweep:
            self._evict(place.number)
        session.feed(event, place)
        if type(event) is Close:
            self.open.pop(key, None)

    def _start(self, key: object, sees: int, reader: str) -> Session:
        if len(self.open) >= OPEN:
            self.evicted += 1
            self.end(next(iter(self.open)), None)
        session = Session(key, self.next_number, self.table, self.sink, sees, reader)
        self.next_number += 1
        self.open[key] = session
        return session

    def _evict(self, number: int) -> None:
        self._sweep = number + DISTANCE // 4
        for key, session in list(self.open.items()):
            if number - session.last_seen > DISTANCE:
                self.evicted += 1
                self.end(key, None)

    def end(self, key: object, side: str | None) -> None:
        """Closes a session, if it is open."""
        session = self.open.pop(key, None)
        if session is not None:
            session.close(side)

    def finish(self) -> None:
        """The end of the input."""
        for key in list(self.open):
            self.end(key, None)
