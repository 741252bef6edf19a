"""Bytes to sessions: lines, readers and sessions, driven as fast as they go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from smtpcodes.files.source import lines
from smtpcodes.readers.base import Item, Reader
from smtpcodes.readers.detect import AHEAD, HEAD_LINES, Mux
from smtpcodes.readers.pcap import Pcap, is_capture
from smtpcodes.redaction import redact
from smtpcodes.report import Input
from smtpcodes.session.events import Close, Event, Sees
from smtpcodes.session.forward import Forward
from smtpcodes.session.sessions import Sessions
from smtpcodes.span import Place

UNREAD = 1000  # lines that no reader took, kept to be shown
SHOWN = 2000  # octets of them
MEMO = 8192  # lines of stateless readers that are remembered


class _Counted:
    """Counts the octets that pass."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks = chunks
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.size += len(chunk)
            yield chunk


def run(
    source: Input,
    chunks: Iterable[bytes],
    sessions: Sessions | Forward,
    forced: str | None,
    keep_unread: bool,
) -> None:
    """Feeds the lines of an input to the sessions and notes in `source` what was read. Raises SourceError as the chunks do."""
    counted = _Counted(chunks)
    mux: Mux | None = None
    number = 0
    first = sessions.next_number
    captured = -1
    try:
        opened = _opened(iter(counted))
        if is_capture(next(opened)):
            captured = 0
            for frame, told in Pcap.read(opened):
                captured = frame
                for at, key, event, line in told:
                    _feed(sessions, key, event, at, line, Pcap.SEES, Pcap.NAME)
                if isinstance(sessions, Forward) and not frame % 4096:
                    sessions.tick(frame)
            return
        for block in with_head(lines(opened)):
            if mux is None:
                block = [line.rstrip(b"\r") for line in block]
                mux = Mux(block, forced)
                for reader in mux.readers:
                    reader.tells_all = not isinstance(sessions, Forward)
            block = mux.bare(block)
            if isinstance(sessions, Forward) and not mux.glued:
                _forward(block, number, mux, sessions, source, keep_unread)
            else:
                for at, line in enumerate(block):
                    line = line.rstrip(b"\r") if line[-1:] == b"\r" else line
                    items = mux.take(line)
                    if items is None:
                        items = _declined(mux, block, at, number + at + 1, source, keep_unread)
                    if items and mux.current is not None:
                        _told(sessions, mux.current, items, number + at + 1, line)
            number += len(block)
            if isinstance(sessions, Forward):
                sessions.tick(number)
    finally:
        if mux is not None:
            for reader, items in mux.finish():
                _told(sessions, reader, items, number + reader.LATE, b"")
            source.sessions += sum(reader.quiet for reader in mux.readers)
            source.readers = {name: count for name, count in mux.lines.items() if count}
            source.unread_lines = mux.unread
        if captured >= 0:
            source.readers, number = {Pcap.NAME: captured}, captured
        sessions.finish()
        source.bytes, source.lines = counted.size, number
        source.sessions += sessions.next_number - first
        source.evicted = sessions.evicted
        if isinstance(sessions, Forward):
            exchanges, credentials = sessions.counted()
            source.exchanges += exchanges
            source.credentials += credentials


def _opened(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """First enough octets to tell a packet capture from lines, then all of them."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 12:
            break
    yield head
    yield head
    yield from chunks


def _told(
    sessions: Sessions | Forward, reader: Reader, items: Sequence[Item], number: int, line: bytes
) -> None:
    """What a reader tells on a line, and where it stands."""
    for key, event in items:
        at, text = reader.place(key, number, line) if reader.LATE else (number, line)
        _feed(sessions, key, event, at, text, reader.SEES, reader.NAME)


def _feed(
    sessions: Sessions | Forward,
    key: object,
    event: Event,
    number: int,
    line: bytes,
    sees: Sees,
    reader: str,
) -> None:
    if isinstance(sessions, Forward):
        sessions.feed(key, event, number, line, sees, reader)
    else:
        sessions.feed(key, event, Place(number, line), sees, reader)


def _forward(
    block: list[bytes], number: int, mux: Mux, sessions: Forward, source: Input, keep_unread: bool
) -> None:
    """The lines of a block of a reader that is STATELESS, the commonest case in line: a line that was met before, in a session that looks as others did."""
    if mux.current is not None and not mux.current.STATELESS:
        _keyed(block, number, mux, sessions, source, keep_unread)
        return
    memo = mux.numbered
    known = memo.get
    followed = sessions.open.get
    take, feed, shape_of = mux.take, sessions.feed, sessions.shape
    alike = mux.alike
    once: set[bytes] = set()
    first = last = number  # last: the last line that a reader was asked for
    others = 0
    for line in block:
        number += 1
        single = known(line)
        if single is None:
            reader = mux.current
            if reader is not None and reader.STATELESS:
                same = reader.alike(line)
                like = alike.get(same) if same is not None else None
                if like is not None:
                    key, shape, again = like
                    if line not in once:
                        if len(once) >= MEMO:
                            once.clear()
                        once.add(line)
                    elif len(memo) < MEMO:  # a line that comes again: next time it is known at once
                        items = reader.take(line.rstrip(b"\r"))
                        if items:
                            memo[line] = (key, items[0][1], shape, reader)
                    found = followed(key)
                    if found is not None:
                        edge = found.edges.get(shape)
                        if edge is not None and not edge.cells:
                            edge.n += 1
                            found.edges = edge.edges
                            found.point = edge.point
                            found.log.append((again, number, line))
                            continue
            else:
                same = None
            if (
                last + 1 < number and reader is not None and reader.leans(line)
            ):  # the reader was not asked for the line before
                reader.take(block[number - first - 2].rstrip(b"\r"))
            last = number
            others += 1
            if line[-1:] == b"\r":
                line = line.rstrip(b"\r")
            before = reader
            items = take(line)
            if memo and mux.current is not None and not mux.current.STATELESS:
                memo.clear()  # what a line means depends on others now
            if items:
                reader = mux.current
                assert reader is not None
                if len(items) == 1:
                    key, event = items[0]
                    shape = shape_of(event)
                    if reader.STATELESS:
                        if same is not None and len(alike) < MEMO:
                            alike[same] = (key, shape, type(reader)())
                        if len(memo) >= MEMO:
                            memo.clear()
                        memo[line] = (key, event, shape, reader)
                    feed(key, event, number, line, reader.SEES, reader.NAME, shape)
                else:
                    for key, event in items:
                        feed(key, event, number, line, reader.SEES, reader.NAME)
            elif items is None:
                for key, event in (
                    _declined(mux, block, number - first - 1, number, source, keep_unread) or ()
                ):
                    if mux.current is not None:
                        feed(key, event, number, line, mux.current.SEES, mux.current.NAME)
            if mux.current is not before:
                others += _remembered(mux, before, number - first - others)
            continue
        key, event, shape, reader = single
        found = followed(key)
        if found is not None:
            edge = found.edges.get(shape)
            if edge is not None and not edge.cells:
                edge.n += 1
                found.edges = edge.edges
                found.point = edge.point
                found.log.append((event, number, line))
                continue
        feed(key, event, number, line, reader.SEES, reader.NAME, shape)
    if last < number and mux.current is not None:
        mux.current.take(block[-1].rstrip(b"\r"))
    _remembered(mux, mux.current, number - first - others)


def _remembered(mux: Mux, reader: Reader | None, hits: int) -> int:
    """Counts lines of a reader that were known without asking it."""
    if hits and reader is not None:
        mux.lines[reader.NAME] = mux.lines.get(reader.NAME, 0) + hits
    return hits


def _keyed(
    block: list[bytes], number: int, mux: Mux, sessions: Forward, source: Input, keep_unread: bool
) -> None:
    """The lines of a block whose reader remembers lines: it is asked directly, if it is the first to be asked, and the others only if it declines."""
    followed, close = sessions.open.get, sessions.open.pop
    shapes, feed = sessions.shapes.get, sessions.feed
    reader = mux.current
    assert reader is not None
    take, taken, first, late = reader.take, 0, number, reader.LATE
    asked = mux.alone(reader)
    if b"\r" in b"".join(block):
        block = [line.rstrip(b"\r") if line[-1:] == b"\r" else line for line in block]
    for line in block:
        number += 1
        items = take(line) if asked else None
        if items and late:
            taken += 1 if line.strip() else 0
            _told(sessions, reader, items, number, line)
        elif items:
            if line.strip():
                taken += 1
            for key, event in items:
                found = followed(key)
                if found is not None:
                    edge = found.edges.get(shapes(event.shape, 0))
                    if edge is not None:
                        edge.n += 1
                        found.edges = edge.edges
                        found.point = edge.point
                        found.log.append((event, number, line))
                        if edge.cells:
                            found.waking.extend(edge.cells)
                        if event.__class__ is Close:
                            close(key)
                            sessions.closed(found, key)
                        continue
                feed(key, event, number, line, reader.SEES, reader.NAME)
        elif items is not None:
            if line.strip():
                taken += 1
        else:
            items = mux.take(line)
            if items is None:
                items = _declined(mux, block, number - first - 1, number, source, keep_unread)
            if mux.current is not reader:
                mux.lines[reader.NAME] = mux.lines.get(reader.NAME, 0) + taken
                reader = mux.current
                assert reader is not None
                take, taken, late = reader.take, 0, reader.LATE
            asked = mux.alone(reader)
            if items:
                _told(sessions, reader, items, number, line)
    if taken:
        mux.lines[reader.NAME] = mux.lines.get(reader.NAME, 0) + taken


def _declined(
    mux: Mux, block: list[bytes], at: int, number: int, source: Input, keep_unread: bool
) -> Sequence[Item] | None:
    """A line that no reader took: what a reader that was not asked yet makes of it, or it is unread."""
    items = mux.look(block[at : at + AHEAD]) if mux.due(block[at]) else None
    if items is None and keep_unread and len(source.unread) < UNREAD:
        line = getattr(block[at], "raw", block[at])
        before = getattr(block[at - 1], "raw", block[at - 1]) if at else b""
        source.unread.append(
            (
                number,
                redact.mask_unknown(redact.mask_after(before, line[:SHOWN])).decode(
                    "utf-8", "surrogateescape"
                ),
            )
        )
    return items


def with_head(found: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
    """The same, but the first list holds enough lines to tell the format, where the input has them."""
    head: list[bytes] = []
    for block in found:
        head += block
        if len(head) >= HEAD_LINES:
            yield head
            yield from found
            return
    if head:
        yield head
