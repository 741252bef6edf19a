"""The one road from octets to events: everything that reads a log reads it with this.

Lines wait until enough of them are there: first to tell the format (``HEAD_LINES``), then to take
off what they are wrapped in (``WINDOW``) and to tell what a line is that no reader takes
(``AHEAD``). Whole lines are counted, and their octets: how these were cut does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from smtpcodes.files.source import PACKED, SourceError, as_far_as, is_packed, lines
from smtpcodes.readers._capture import is_capture
from smtpcodes.readers.base import Item, Reader
from smtpcodes.reading.breaks import several
from smtpcodes.reading.detection import AHEAD, HEAD_LINES, QUIET, Detector
from smtpcodes.reading.waiting import WINDOW, due
from smtpcodes.reading.wrapping.texts import Text
from smtpcodes.report import Input

SILENT = 200  # lines of an input that has told nothing are kept for the end
MEMO = 8192  # lines that are remembered with what they mean
Unread = Callable[
    [int, bytes, bytes], None
]  # the number of a line, the line without its wrapping, the one before it


# A line that was read: its number in the file, the line, what it tells (each event with the key of
# its session; None if no reader took the line), and the reader that took it.
Step = tuple[int, bytes, Sequence[Item] | None, Reader | None]


class Road:
    """The lines of one input that tell something, in their order, each with what it tells.

    forced: the name of the only reader to use. on_unread: hears of each line that no reader took.
    tells_all: see ``Reader``. silent: are lines wanted, too, that tell nothing? head: the first
    lines of the input, where reading begins later.
    number: of the line that was read last, in its file; total: how many were read; before: how many
    of them stood in the files before this one.
    """

    def __init__(
        self,
        source: Input,
        forced: str | None,
        on_unread: Unread | None = None,
        tells_all: bool = False,
        head: Sequence[bytes] = (),
        *,
        silent: bool = False,
    ) -> None:
        self.source = source
        self.silent = silent
        self.forced = forced
        self.on_unread = on_unread
        self.tells_all = tells_all
        self.number = 0
        self.before = 0
        self.detector: Detector | None = None
        self._raw: list[bytes] = []  # lines that wait to be unwrapped
        self._octets = 0  # in those lines
        self._bare: list[bytes] = []  # unwrapped, waiting for those after them
        self._refused: list[bytes] = []  # the last lines that no reader took
        self._last = b""  # the last line that was read
        self._memo: dict[bytes, Sequence[Item]] = {}
        self._remembers: Reader | None = None  # the reader whose lines `_memo` holds
        self._again = 0  # lines in a row that were met before: their reader was not asked
        # lines that readers took without a word, as long as the input has told nothing
        self._silent: list[tuple[int, bytes, bytes]] | None = [] if on_unread is not None else None
        if head:
            self.detector = self._begun([x.rstrip(b"\r") for x in head[:HEAD_LINES]])
            self.detector.first = None

    @property
    def total(self) -> int:
        """How many lines were read, in all."""
        return self.before + self.number

    @property
    def waiting(self) -> int:
        """How many lines have come and were not read."""
        return len(self._raw) + len(self._bare)

    def unknown(self) -> Sequence[bytes]:
        """The lines that wait for their format to be known, without what carries them."""
        return self._begun(self._raw[:]).bare(self._raw[:]) if self.detector is None else ()

    def feed(self, block: Iterable[bytes]) -> Iterator[list[Step]]:
        """Take whole lines, without their line feeds; give those that can be read by now."""
        added = [line.rstrip(b"\r") for line in block]
        self._raw += added
        self._octets += sum(map(len, added))
        while count := due(self._raw, self._octets, WINDOW if self.detector else HEAD_LINES):
            self._unwrap(count)
            yield self._read(AHEAD)

    def settle(self) -> list[Step]:
        """Read what waits: no more comes for now. Lines of no known format go on waiting."""
        if self.detector is None and self._raw:
            found = self._begun(self._raw[:])
            if not found.readers:
                return []
            self.detector = found  # its first block is what waits: ``rest`` unwraps it whole
        return self.rest()

    def rest(self) -> list[Step]:
        """Read what waits, whether its format is known or not: the file ends here."""
        if self._raw:
            self._unwrap(len(self._raw))
        return self._read(0)

    def restart(self) -> None:
        """Counts lines anew: another file has come into the place of the last one."""
        self.before, self.number = self.total, 0

    def finish(self) -> list[Step]:
        """Read what waits, at the end of the input, and what the readers have left."""
        steps = self.rest()
        self.source.lines = self.total
        detector = self.detector
        if detector is None:
            return steps
        detector.again(self._remembers, self._again)
        left = detector.finish()
        if self.on_unread is not None and not (left or any(x.LATE for x in detector.readers)):
            for number, line, before in self._silent or ():
                self.on_unread(number, line, before)
        for reader, items in left:
            steps += _placed(reader, self.number + reader.LATE, b"", items)
        self.source.sessions += sum(reader.quiet for reader in detector.readers)
        self.source.readers = {name: count for name, count in detector.lines.items() if count}
        self.source.unread_lines = detector.unread
        return steps

    def _begun(self, head: list[bytes]) -> Detector:
        detector = Detector(head, self.forced)
        for reader in detector.readers:
            reader.tells_all = self.tells_all
        return detector

    def _unwrap(self, count: int) -> None:
        block, self._raw = self._raw[:count], self._raw[count:]
        self._octets -= sum(map(len, block))
        if self.detector is None:
            self.detector = self._begun(block)
        self._bare += self.detector.bare(block)

    def _read(self, ahead: int) -> list[Step]:
        """Read the lines that are unwrapped, except the last ones."""
        detector, block = self.detector, self._bare
        end = len(block) - ahead
        if detector is None or end <= 0:
            return []
        found: list[Step] = []
        memo, silent, number = self._memo, self.silent, self.number
        for at in range(end):
            line = block[at]
            number += 1
            items = memo.get(line) if memo else None
            if items is not None:
                self._again += 1
            else:
                if self._again:
                    self._recalled(detector, block[at - 1] if at else self._last, line)
                items = detector.take(line)
                if items is None or (not items and detector.quiet > QUIET):
                    items = self._declined(detector, block, at, number, items)
                reader = detector.sole
                if reader is not None and not reader.STATELESS:
                    reader = None
                if reader is not self._remembers or len(memo) >= MEMO:
                    self._remembers = reader
                    memo.clear()
                if reader is not None and items and (line.__class__ is bytes or not several(line)):
                    memo[line] = items  # the next line like it means the same
            reader = detector.current
            if items and reader is not None and reader.LATE and not silent:
                found += _placed(reader, number, line, items)
            elif items or silent:
                found.append((number, line, items, reader))
        if self._silent is not None:
            self._listen(block[:end], found)
        self.number, self._bare, self._last = number, block[end:], block[end - 1]
        return found

    def _listen(self, lines: Sequence[bytes], found: Sequence[Step]) -> None:
        """Keep lines that readers took without a word, until one of the input has told anything."""
        if any(step[2] for step in found):
            self._silent = None
            return
        before = self._last
        for n, line in enumerate(lines, 1):
            if self._silent is not None and line.strip() and line not in self._refused:
                self._silent.append((self.number + n, line, before))
                self._silent = self._silent if len(self._silent) < SILENT else None
            before = line

    def _recalled(self, detector: Detector, before: bytes, line: bytes) -> None:
        """Count the lines that were met before; show their reader the last of them if it has to
        know it."""
        detector.again(self._remembers, self._again)
        self._again = 0
        if (
            self._remembers is not None
            and before.__class__ is not Text
            and self._remembers.leans(line)
        ):
            self._remembers.take(before)

    def _declined(
        self,
        detector: Detector,
        block: list[bytes],
        at: int,
        number: int,
        items: Sequence[Item] | None,
    ) -> Sequence[Item] | None:
        """What readers make of a line that were not asked before; those that were tell nothing."""
        line = block[at]
        if detector.due(line, items is None):
            own = [x for x in block[at : at + AHEAD] if x.__class__ is not Text]
            ahead = [*own, *self._refused][:AHEAD]
            items = detector.look(ahead, items is None) or items
        if items is None:
            self._refused = [*self._refused[1 - AHEAD :], line]
            if self.on_unread is not None:
                self.on_unread(number, line, block[at - 1] if at else self._last)
        return items


def steps(
    source: Input,
    chunks: Iterable[bytes],
    forced: str | None,
    on_unread: Unread | None = None,
    tells_all: bool = False,
) -> Iterator[list[Step]]:
    """The lines of an input, a log or a packet capture, that tell something, with their events.

    Some at a time, as they are read. Notes in `source` what was read. Raises SourceError as the
    chunks do, once all that came before is told.
    """
    failed: list[SourceError] = []
    opened = _opened(_counted(source, as_far_as(chunks, failed.append)))
    head = next(opened)
    if is_capture(head):
        yield from _captured(source, opened)
    elif is_packed(head):
        raise SourceError(PACKED)
    else:
        road = Road(source, forced, on_unread, tells_all)
        for block in lines(opened):
            if block:
                yield from road.feed(block)
            else:
                yield road.settle()
        yield road.finish()
    if failed:
        raise failed[0]


def _captured(source: Input, chunks: Iterator[bytes]) -> Iterator[list[Step]]:
    from smtpcodes.readers.pcap import Pcap

    reader = Pcap()
    try:
        for frame, found in Pcap.read(chunks):
            source.lines = frame
            yield [(at, line, ((key, event),), reader) for at, key, event, line in found]
    finally:
        source.readers = {Pcap.NAME: source.lines}


def _placed(reader: Reader, number: int, line: bytes, items: Sequence[Item]) -> Iterator[Step]:
    """What a line tells, each event where it stands: its reader knows that now, and not later."""
    for key, event in items:
        yield *reader.place(key, number, line), ((key, event),), reader


def _counted(source: Input, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Counts the octets that pass."""
    for chunk in chunks:
        source.bytes += len(chunk)
        yield chunk


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
