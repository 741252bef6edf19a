"""Where the text of a message stands among the lines of a log.

Its author writes what they like, line for line: a carrier of their own, too. So a line of it wears
what the line wears behind which it stands, and nothing more, and it is no line of another format.

354 Go ahead                     up to a line with a dot alone          ; RFC 5321 section 4.1.1.4
BDAT 86 LAST                     so many octets, if the log shows them  ; RFC 3030 section 2
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import FIELD, FINAL_CODE
from smtpcodes.reading.wrapping.base import BREAK, GONE, Wrapping
from smtpcodes.record import NamedTuple
from smtpcodes.span import Wrapped, whole_line

MANY = 40  # fewer lines without an end are no text
_GO_AHEAD = late(rb"(?P<before>.{0,200}?)(?<![0-9.])354(?:[ -]|$)")
_CHUNK = late(
    rb"(?P<before>.{0,200}?)(?<![A-Za-z])(?i:BDAT) (?P<size>[0-9]{1,9})(?i: LAST)?\s{0,2}$"
)
_END = late(rb"(?:[A-Za-z]{1,8}:|[-=~*<> ]{1,5})? ?\.$")
_ANSWER = late(
    rb".{0,200}?(?<![0-9.])" + FINAL_CODE + rb"(?:[ -]|$)|.{0,200}?(?<![A-Za-z])(?i:BDAT) [0-9]"
)
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_FIELD = late(FIELD)


class Text(Wrapped):
    """A line of a message, equal to no other line. marked: it has a mark of the log, so that who
    reads the log may read it; else it tells nothing."""

    marked: bool
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Message(NamedTuple):
    """asked: the line behind which the text stands. end: the line that ends it, or the one behind
    the last. closed: that one was seen. marked: the lines of the text have the marks of the log."""

    asked: int
    end: int
    closed: bool
    marked: bool


def ended(line: bytes, before: bytes | None = None) -> bool:
    """Is this the end of a message text (RFC 5321 section 4.1.1.4)? before: what stands before the
    354, if that is known: the end has nothing else before it, or a mark as long."""
    if line[-1:] != b".":
        return False
    if not before and before is not None:
        return len(line) == 1
    if _END.match(line) is not None:
        return True
    return (
        before is not None
        and abs(len(line) - 1 - len(before)) <= 1
        and _wears(line, before[:8])
        and not line[-2:-1].isalnum()
    )


def begins(line: bytes) -> bool:
    """May the line be the first of a message?"""
    return _FIELD.match(line) is not None


def messages(lines: Sequence[bytes], bare: bool = False) -> Iterator[Message]:
    """The message texts among these lines. bare: the first line is one behind which a text stands
    that has no marks, and lines of it were seen before."""
    after = 0
    for n in _asking(lines):
        if n < after:
            continue
        found = None
        if (match := _GO_AHEAD.match(lines[n])) is not None:
            found = _message(lines, n, match["before"], bare and not n)
        elif (match := _CHUNK.match(lines[n])) is not None:
            found = _chunk(lines, n, match["before"], int(match["size"]))
        if found is not None:
            yield found
            after = found.end


def _asking(lines: Sequence[bytes]) -> list[int]:
    """The lines that hold what a message text may follow. Few blocks have a BDAT: it is looked for
    in all lines at once."""
    found = [n for n, line in enumerate(lines) if line.find(b"354") >= 0]
    if b"".join(lines).upper().find(b"BDAT ") < 0:
        return found
    chunks = [n for n, line in enumerate(lines) if line.upper().find(b"BDAT ") >= 0]
    return sorted({*found, *chunks})


def _message(lines: Sequence[bytes], asked: int, before: bytes, bare: bool) -> Message | None:
    first = 0  # of the lines behind, the first that is not empty
    for n in range(asked + 1, len(lines)):
        line = lines[n]
        if not first and line.strip():
            first, bare = n, bare or begins(line)
        if ended(line, b"" if bare else before):
            return Message(asked, n, True, line.strip() != b".")
        if bare:
            continue
        if before and _wears(line, before) and _coded(line[len(before) :]):
            return Message(asked, n, False, True)
        if n == first and _coded(line) and _leaves_out(lines[n:], before):
            return None
    return Message(asked, len(lines), False, not bare)


def _leaves_out(lines: Sequence[bytes], before: bytes) -> bool:
    """Has the log no text here? Then the next dot ends the text of another message."""
    for line in lines:
        if ended(line, before):
            return False
        if line.find(b"354") >= 0 and _GO_AHEAD.match(line):
            return True
    return True


def _chunk(lines: Sequence[bytes], asked: int, before: bytes, size: int) -> Message | None:
    """The octets of a chunk, if so many stand there, with the mark of their BDAT or without, and
    are answered."""
    for mark in dict.fromkeys((b"", before)):
        left = size
        for n in range(asked + 1, len(lines)):
            line = lines[n]
            # what begins like the line of the BDAT is the log's
            if left <= 0 or not _wears(line, mark) or (before and not mark and _kin(line, before)):
                break
            left -= len(line) - len(mark) + 2
            if left in (0, -2):  # the last line may have no end of its own
                answered = n + 1 == len(lines) or _ANSWER.match(lines[n + 1]) is not None
                return Message(asked, n + 1, True, False) if answered else None
    return None


def _kin(line: bytes, before: bytes) -> bool:
    """Do the lines begin alike?"""
    return _wears(line, before[:3])


class Texts(NamedTuple):
    """said: the lines that may be text, each with the line behind which it stands. sure: those of
    them that are, and whether they are marked. going_on: the message whose text has not ended."""

    said: dict[int, int]
    sure: dict[int, bool]
    going_on: Message | None


def texts(lines: Sequence[bytes], bare: bool = False) -> Texts:
    """The lines that may be text of messages. bare: as for ``messages``."""
    said: dict[int, int] = {}
    sure: dict[int, bool] = {}
    last: Message | None = None
    for last in messages(lines, bare):
        within = range(last.asked + 1, last.end)
        if last.closed or not last.marked:
            sure.update(dict.fromkeys(within, last.marked))
        elif last.end == len(lines) and len(lines) - last.asked <= MANY:
            continue
        said.update(dict.fromkeys(within, last.asked))
    going_on = last is not None and not last.closed and last.end == len(lines)
    return Texts(said, sure, last if going_on else None)


def _wears(line: bytes, mark: bytes) -> bool:
    """Does the line begin with this, but for numbers?"""
    return line[: len(mark)].translate(_DIGITS) == mark.translate(_DIGITS)


def _coded(text: bytes) -> bool:
    return text[:3].isdigit() and text[3:4] in (b" ", b"-", b"")


def worn(line: bytes, way: Sequence[Wrapping]) -> tuple[Wrapping, ...]:
    """Those of the layers that this line wears."""
    found: tuple[Wrapping, ...] = ()
    for one in way:
        if line is GONE or line.find(b"\n") >= 0 or line.find(BREAK) >= 0:
            return tuple(way)
        if one.worn(line):
            found, line = (*found, one), one.off(line)
    return found


class Marker:
    """Tells lines of messages from those of the log around them, block for block."""

    def __init__(self) -> None:
        self._asked: list[bytes] = []  # the line whose text goes on in the next block
        self._bare = False

    def marked(self, lines: list[bytes]) -> list[bytes]:
        """The lines; those of a message are ``Text``."""
        before = self._asked
        found = texts([*before, *lines], self._bare)
        self._bare = found.going_on is not None and not found.going_on.marked
        asked = None if found.going_on is None else found.going_on.asked - len(before)
        self._asked = [] if asked is None else before if asked < 0 else [lines[asked]]
        own = {n - len(before): marked for n, marked in found.sure.items()}
        return (
            lines
            if not own
            else [
                line if (mark := own.get(n)) is None or line is GONE else _text(line, mark)
                for n, line in enumerate(lines)
            ]
        )


def _text(line: bytes, marked: bool) -> Text:
    found = Text(line)
    found.raw, found.start = whole_line(line)
    found.marked = marked
    return found
