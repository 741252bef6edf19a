"""Lines to sessions as they come, one by one: for input that has no end. Knows no file and no finding.

The first lines tell the format. A log that goes on may show another one later, so lines that no reader took are looked at
again, ever more rarely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from smtpcodes.files.source import lines
from smtpcodes.readers.base import Item, Reader
from smtpcodes.readers.detect import HEAD_LINES, Mux
from smtpcodes.report import Input
from smtpcodes.session.sessions import Sessions
from smtpcodes.span import Place

HEAD = 5  # lines that tell the format of a stream
UNREAD = 50  # lines that no reader took, looked at together


class Live:
    """The lines of one input. number: of the last line that was fed, from where it is set; total: how many lines were fed."""

    def __init__(
        self, source: Input, sessions: Sessions, forced: str | None, head: Sequence[bytes] = ()
    ) -> None:
        self.source = source
        self.sessions = sessions
        self.forced = forced
        self.mux: Mux | None = (
            Mux([x.rstrip(b"\r") for x in head[:HEAD_LINES]], forced) if head else None
        )
        self.held: list[bytes] = []
        self.number = self.total = 0
        self.unread: list[bytes] = []
        self.enough = UNREAD

    def feed(self, block: Iterable[bytes]) -> None:
        """Whole lines, without their line feeds."""
        if self.mux is None:
            self.held += block
            if len(self.held) >= HEAD:
                self.settle()
            return
        for line in block:
            self._fed(line, self.mux)

    def settle(self) -> None:
        """No more lines for now: those at hand have to tell the format."""
        if self.held:
            held, self.held = self.held, []
            self.mux = mux = Mux([x.rstrip(b"\r") for x in held[:HEAD_LINES]], self.forced)
            self.enough = UNREAD if mux.readers else 1
            for line in held:
                self._fed(line, mux)

    def _fed(self, line: bytes, mux: Mux) -> None:
        self.number += 1
        self.total += 1
        text = mux.wrapping.again([line.rstrip(b"\r")])[0]
        items = mux.take(text)
        if items is None:
            self._again(text, mux)
        elif mux.current is not None:
            self._told(mux.current, items, self.number, text)

    def _told(self, reader: Reader, items: Sequence[Item], number: int, line: bytes) -> None:
        for key, event in items:
            self.sessions.feed(
                key, event, Place(*reader.place(key, number, line)), reader.SEES, reader.NAME
            )

    def _again(self, line: bytes, mux: Mux) -> None:
        """A line that no reader took. Many of them may be of a format that the first lines did not show."""
        if self.forced is not None:
            return
        self.unread = [*self.unread[1 - UNREAD :], line]
        if mux.unread < self.enough:
            return
        there = {reader.NAME for reader in mux.readers}
        mux.add(self.unread, there)
        found = len(mux.readers) > len(there)
        self.enough = mux.unread + (
            UNREAD if found else max(UNREAD, mux.unread) if there else mux.unread
        )
        if found and not there:  # nothing was read so far: these lines are read now
            lines, self.unread = self.unread, []
            self.number -= len(lines)
            self.total -= len(lines)
            mux.unread -= len(lines)
            for one in lines:
                self._fed(one, mux)

    def finish(self) -> None:
        """The end of the input."""
        self.settle()
        if self.mux is not None:
            for reader, items in self.mux.finish():
                self._told(reader, items, self.number + reader.LATE, b"")
        self.sessions.finish()
        self.source.lines = self.total


def steps(
    source: Input, chunks: Iterable[bytes], sessions: Sessions, forced: str | None
) -> Iterator[None]:
    """Feeds each line as soon as it is there, with a pause after each chunk."""
    live = Live(source, sessions, forced)
    for block in lines(chunks):
        live.feed(block)
        yield
    live.finish()
    yield
