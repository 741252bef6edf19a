"""Which reader reads which line.

The head of an input ranks the readers; from then on each line goes to the reader that took the last
one, and, if that one declines it, to the others in their order. So one input may hold several
formats; where a line is declined by all, readers that the head did not need are asked. A reader
that tells nothing of many lines has not read them: they are offered to the others, and where those
know them, too, they are theirs. What stands around the lines is taken off before
(``reading.wrapping``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers import named
from smtpcodes.readers.base import NOTHING, Item, Reader
from smtpcodes.reading.breaks import apart, parts, several, side
from smtpcodes.reading.fit import best_of, measured, rank, understood
from smtpcodes.reading.wrapping.base import BREAK, GONE
from smtpcodes.reading.wrapping.entries import joined
from smtpcodes.reading.wrapping.texts import Marker, Text
from smtpcodes.reading.wrapping.unwrapping import Unwrapper
from smtpcodes.session.events import Connect

HEAD_LINES = 300  # looked at before the first line is read
AHEAD = 40  # lines that are looked at where none of the readers takes one
OFTEN = 60  # so often the next ones are looked at soon, then more and more seldom
NEW = 0.5  # what they have to look like, or
SOME = 3  # so much has to be told in them
QUIET = 10  # lines in a row of which a reader tells nothing, then others are looked for
MARK = 0.3  # how sure a reader is of lines that have a mark of its format
SAMPLED = 64  # one line in so many tells whether a block may be wrapped otherwise than the last
_OUTER = late(rb"> |[{`+]|[\w.-]{1,64} {1,30}\| | {0,8}\d{1,7}[:|\t]|\x1b\[|\[pod/")
_BEGINS = late(rb"220[ -]|(?:=== )?(?:Connected to|Trying) |[$#%>] |(?:telnet|nc|ncat|openssl) ")


class Detector:
    """Reads the lines of one input with the readers that fit.

    head: the first block of the input. forced: the name of the only reader to use, or None.
    lines: how many lines each reader took. unread: lines that none took. glued: a line of the last
    block is several without its wrapping.
    """

    def __init__(self, head: list[bytes], forced: str | None = None) -> None:
        self.lines: dict[str, int] = defaultdict(int)
        self.unread = 0
        self.glued = False
        self.forced = forced
        only = named(forced) if forced is not None else None
        self.whole = False  # one line holds a whole log
        self.apart = False  # there was a line of a known format that is one line
        self.readers: list[Reader] = []
        self.wrapping = Unwrapper(lambda lines: measured(lines, only))
        self.messages = Marker()
        self.first: list[bytes] | None = self._glue(self.wrapping.block(head), head)
        self.blocks = self.idle = self.skipped = self.missed = self.looks = 0
        self.next_look = {True: 1, False: 1}  # at so many unread lines, and swallowed ones
        self.quiet = QUIET  # lines since the last that told something
        self.swallowed = 0  # lines that a quiet reader took
        seen = [part for line in _own(self.first) for part in parts(line)][: 4 * HEAD_LINES]
        self.readers = [only()] if only is not None else rank(seen)
        for reader in self.readers:
            reader.begin(seen)
        self.current: Reader | None = None
        self.sole: Reader | None = None
        self._goes_on(self.readers[0] if self.readers else None)

    # --- the wrapping
    def bare(self, block: list[bytes]) -> list[bytes]:
        """The lines of a block without their wrapping; the first is the head."""
        if self.first is not None:
            found, self.first = self.first, None
            return found
        self.blocks += 1
        if not self._suspect(block):
            return self._glue(self.wrapping.again(block), block)
        before = self.wrapping.open
        found = self._glue(self.wrapping.block(block), block)
        self.idle = 0 if self.wrapping.open != before else min(64, 2 * self.idle + 1)
        return found

    def _glue(self, found: list[bytes], block: list[bytes]) -> list[bytes]:
        self.glued = found is not block and any(several(line) for line in found)
        if self.glued and not self.apart:
            known = self.readers or rank([part for x in _own(found) for part in parts(x)])
            self.apart = apart(known, found)
        self.whole = self.glued and not self.apart
        return found if self.glued else self.messages.marked(found)

    def _suspect(self, block: list[bytes]) -> bool:
        """May the block be wrapped in another way than the last one?"""
        missed, self.missed = self.unread - self.missed, self.unread
        if self.skipped < self.idle:
            self.skipped += 1
            return False
        self.skipped = 0
        worn = self.wrapping.open
        if self.wrapping.entries:
            block = [line for line in joined(block) if line is not GONE]
        sample = [line for line in block[::SAMPLED] if line]
        odd = sum(
            1
            for line in sample
            if (not worn[0].worn(line) if worn else _OUTER.match(line) is not None)
        )
        return self.blocks < 2 or 20 * missed > len(block) or 2 * odd > len(sample)

    # --- the readers
    def take(self, line: bytes) -> Sequence[Item] | None:
        """The events of a line, or None; ``current`` is then the reader that took it."""
        if line.__class__ is not bytes:
            if line is GONE:
                return NOTHING
            if line.__class__ is Text:
                return self._text(line)
            if several(line):
                return self._parts(line)
        reader = self.sole
        items = reader.take(line) if reader is not None else None
        if reader is None or items is None:
            return self._asked(line)
        if items:
            self.quiet = 0
            self.lines[reader.NAME] += 1
        elif line.strip():
            self.quiet += 1
            self.swallowed += self.quiet > QUIET
            self.lines[reader.NAME] += 1
        return items

    def _text(self, line: bytes) -> Sequence[Item]:
        """A line of a message: no other reader's, and nothing if it has no mark of the log."""
        reader = self.current
        self.took(reader, bool(line.strip()))
        if reader is None or not getattr(line, "marked", False):
            return NOTHING
        return tuple([x for x in reader.take(line) or () if not isinstance(x[1], Connect)])

    def _asked(self, line: bytes) -> Sequence[Item] | None:
        """As ``take``: asks each of the readers for a line that none is asked for alone."""
        current = self.current
        if not line.strip():
            return self._empty(line)
        for reader in self.readers:
            if reader is not current or reader.WEAK:
                items = reader.take(line)
                if items is not None and (
                    items or current is None or not current.WEAK or reader.WEAK or reader.MARKED
                ):
                    if reader is not current and (items or not reader.doubted):
                        self.quiet = 0
                        self._goes_on(reader)
                    self.took(reader, 1)
                    return items
        self.unread += 1
        return None

    def _goes_on(self, reader: Reader | None) -> None:
        """Take a reader for the one that took the last line. It is asked alone, before all others,
        unless its lines have no mark."""
        self.current = reader
        alone = reader is not None and (not reader.WEAK or len(self.readers) < 2)
        self.sole = reader if alone else None

    def _empty(self, line: bytes) -> Sequence[Item]:
        """An empty line may still be one of a message."""
        return (
            self.current.take(line) or NOTHING
            if self.current is not None and self.current.WEAK
            else NOTHING
        )

    def _parts(self, line: bytes) -> Sequence[Item] | None:
        """A line that was several: they are counted as one."""
        lines, unread = self.lines.copy(), self.unread
        taken = [self._carried(part) for part in line.split(b"\n")]
        self.lines, self.unread = lines, unread
        if all(items is None for items in taken):
            self.unread += 1
            return None
        if self.current is not None:
            self.took(self.current, 1)
        return [item for items in taken if items for item in items]

    def _carried(self, line: bytes) -> Sequence[Item] | None:
        """What a carrier says in one line. If it holds breaks, all of it is words of one side,
        because who wrote them may have chosen the breaks; unless one line is a whole log."""
        if line.find(BREAK) < 0:
            return self.take(line)
        first, *others = line.split(BREAK)
        items = self.take(first)
        taken = items is not None
        told = list(items or ())
        sides: set[bool | None] = {isinstance(event, ReplyLine) for _, event in told}
        sides = sides or {side(first)}
        own = self.current  # a part chooses no reader for the lines behind
        for part in others:
            items = self.take(part)
            taken |= items is not None
            told += [
                item
                for item in items or ()
                if self.whole or sides == {isinstance(item[1], ReplyLine)}
            ]
        if not self.whole and own is not None:
            self._goes_on(own)
        return told if taken else None

    def due(self, line: bytes, unread: bool) -> bool:
        """Is a line worth a look at others, that no reader took (unread), or one that is long
        quiet?"""
        if not unread and (self.quiet <= QUIET or self.current is None or self.current.MARKED):
            return False
        missed = self.unread if unread else self.swallowed
        return missed >= self.next_look[unread] or (
            unread and self.looks < OFTEN and _BEGINS.match(line) is not None
        )

    def look(self, ahead: Sequence[bytes], unread: bool) -> Sequence[Item] | None:
        """As ``take``: asks the other readers for a line that told nothing, and those after it."""
        self.looks += 1
        missed = self.unread if unread else self.swallowed
        more = min(2 * missed, AHEAD // 2) if self.looks < OFTEN else missed
        self.next_look[unread] = missed + more
        if self.forced is not None:
            return None
        lines = [line for line in ahead if line.strip()]
        reader = self._stranger(lines) if unread else self._instead(lines)
        if reader is None:
            return None
        if unread:
            self.unread -= 1
        else:
            self.took(self.current, -1)
            self.quiet = 0
            self._goes_on(reader)
        return self.take(lines[0])

    def _stranger(self, lines: Sequence[bytes]) -> Reader | None:
        """A reader of lines that none of those in use takes."""
        known = {reader.NAME for reader in self.readers}
        score, kind = best_of(lines, known)
        if score <= 0 or (kind.WEAK and not _BEGINS.match(lines[0])):
            return None
        fit = understood(kind, lines)
        if fit.telling < SOME and (score < NEW or not (fit.score or kind.WEAK)):
            return None
        return self._begin(kind, lines)

    def _instead(self, lines: Sequence[bytes]) -> Reader | None:
        """A reader that knows more of these lines than the one that took them without a word; where
        one of them has a mark of its format, they are its own."""
        current = self.current
        if current is None or type(current)().sniff(lines) >= MARK:
            return None
        score, kind = best_of(lines, {current.NAME})
        if kind.WEAK or score < NEW or understood(kind, lines).telling < SOME:
            return None
        known = [reader for reader in self.readers if reader.NAME == kind.NAME]
        return known[0] if known else self._begin(kind, lines)

    def _begin(self, kind: type[Reader], lines: Sequence[bytes]) -> Reader:
        reader = kind()
        reader.begin(lines)
        self.readers.append(reader)
        self._goes_on(self.current)
        return reader

    def took(self, reader: Reader | None, count: int) -> None:
        """Counts lines that a reader took."""
        if reader is not None:
            self.lines[reader.NAME] += count

    def again(self, reader: Reader | None, count: int) -> None:
        """Counts lines that tell what they told before, if there were any."""
        self.quiet = 0 if count else self.quiet
        self.took(reader, count)

    def finish(self) -> list[tuple[Reader, Sequence[Item]]]:
        """What the readers have left at the end."""
        return [(reader, items) for reader in self.readers if (items := reader.finish())]


def _own(lines: Sequence[bytes]) -> list[bytes]:
    """The first lines, without those of messages: what their authors write tells no format."""
    return [line for line in lines[:HEAD_LINES] if line.__class__ is not Text]
