"""What a wrapping is: a way to tell the lines that wear it, and a way to take it off.

A wrapping knows no format of a log. What it takes off a line may leave several lines, joined by
line feeds, or none, where the carrier uses the line for itself. A break within one text that was
carried is a ``BREAK``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.record import NamedTuple

Match = re.Match[bytes]
FEW = 0.8  # of the lines of a sample have to wear a wrapping
BREAK = b"\x0b"  # within what one line of a carrier says: one side's words


class _Gone(bytes):
    """Told by what it is, not by what it holds."""


GONE = (
    _Gone()
)  # instead of a line that the carrier uses for itself: no reader sees it, not as an empty one


class Wrapping(NamedTuple):
    """worn: tells the lines that wear it. off: a line that wears it, without it. test: can it be
    this one, looking at all lines that wear it? sure: it is taken off wherever the lines look no
    worse without it. behind: it stands at the end of lines."""

    name: str
    worn: Callable[[bytes], object]
    off: Callable[[bytes], bytes]
    test: Callable[[Sequence[bytes]], bool] | None = None
    sure: bool = False
    behind: bool = False

    def fits(self, lines: Sequence[bytes]) -> bool:
        """Can it be this wrapping, looking at all lines that wear it?"""
        return self.test is None or self.test(lines)

    def on_most(self, lines: Sequence[bytes]) -> bool:
        """Do most of these lines wear it?"""
        worn = [line for line in lines if self.worn(line)]
        return bool(worn) and len(worn) >= FEW * len(lines) and self.fits(worn)


class Kind(NamedTuple):
    """fixed: wrappings that look alike in every log. found: those that these lines may wear, the
    likeliest first. last: tried only where no other helps."""

    fixed: tuple[Wrapping, ...] = ()
    found: Callable[[Sequence[bytes]], Iterable[Wrapping]] | None = None
    last: bool = False


LEVEL_NAME = (
    rb"(?i:trace|debug|info(?:rmation)?|notice|warn(?:ing)?|error|fine(?:r|st)?|verbose"
    rb"|critical|fatal|dbg|inf|vrb|wrn|err)"
)
LEVEL = rb"[\[(<]?" + LEVEL_NAME + rb"[\])>]?"


class Prefix:
    """A pattern that is compiled when a line may match it: to compile all of them takes longer than
    to read a short log that wears none. Many begin alike, with a time or a level: a line without
    one matches none of them."""

    match: Callable[[bytes], Match | None]

    def __init__(self, pattern: bytes) -> None:
        self.pattern = pattern
        self._begins = next((x for x in _BEGINNINGS if pattern.startswith(x.pattern)), None)
        self.match = self._first

    def _first(self, line: bytes) -> Match | None:
        if self._begins is not None and self._begins.match(line) is None:
            return None
        self.match = re.compile(self.pattern).match
        return self.match(line)


_BEGINNINGS: list[Prefix] = []
_BEGINNINGS += [Prefix(LEADING_TIME), Prefix(LEVEL)]


def prefix(
    name: str,
    pattern: bytes,
    test: Callable[[Sequence[Match]], bool] | None = None,
    sure: bool = False,
) -> Wrapping:
    """Something that stands before the line."""
    found = Prefix(pattern)

    def tested(lines: Sequence[bytes]) -> bool:
        assert test is not None
        return test([match for line in lines if (match := found.match(line)) is not None])

    return Wrapping(
        name,
        lambda line: found.match(line),
        lambda line: line[match.end() :] if (match := found.match(line)) else line,
        tested if test is not None else None,
        sure,
    )


def suffix(name: str, pattern: bytes, longest: int = 200, sure: bool = True) -> Wrapping:
    """Something behind the line, of so many octets at most. pattern: ends with ``$``."""
    compiled = re.compile(pattern)

    def found(line: bytes) -> Match | None:
        return compiled.search(line, max(0, len(line) - longest))

    return Wrapping(
        name,
        found,
        lambda line: line[: match.start()] if (match := found(line)) else line,
        None,
        sure,
        True,
    )


def growing(found: Sequence[Match]) -> bool:
    """Numbers of lines of which some were left out."""
    return all(int(a[1]) <= int(b[1]) for a, b in pairwise(found))


def by_one(found: Sequence[Match]) -> bool:
    """Numbers of all lines."""
    return all(int(a[1]) + 1 == int(b[1]) for a, b in pairwise(found))


# what may stand between the time and the text: a level, a number, something in brackets, a name;
# atomic, there is one way to read it
_PIECE = (
    rb"(?>\[[^\]]{0,80}\]|\([^()]{1,80}\)|\d{1,20}(?=\s)|-{2,3}"
    rb"|[A-Za-z_](?:[\w.$/*#-]|::){1,100}(?::\d{1,6})?(?:\[[^\]]{1,40}\])?(?=[\s:|]))"
)
_GAP = rb"(?> - |[ \t,]{0,40}|:(?=\[))"
_END = rb"(?:[ \t]{0,60}: ?|(?<=\d) | - | -{1,2} ?: | ?\| |\t|>> ?|(?<=[\])]) )"


def pieces(n: int) -> bytes:
    """A pattern: so many pieces and what ends them."""
    return rb"(?:" + _GAP + _PIECE + rb"){%d}" % n + _END


BACKSLASH = re.compile(rb"\\(?:u00([0-7][0-9a-fA-F])|(.))", re.S)
_QUOTABLE = {b"n": BREAK, b"r": b"", b"t": b"\t", b"v": b" "}
_NUMBERED = {b"0a": BREAK, b"0A": BREAK, b"0b": b" ", b"0B": b" ", b"0d": b"", b"0D": b""}


def unquoted(text: bytes) -> bytes:
    """The text of a string in quotes, without its escapes."""
    return BACKSLASH.sub(_meant, text).rstrip(BREAK)


def _meant(escape: Match) -> bytes:
    number: bytes | None = escape[1]
    if number is None:
        return _QUOTABLE.get(escape[2], escape[2])
    found = _NUMBERED.get(number)
    return bytes.fromhex(number.decode("ascii")) if found is None else found


BETTER = 0.02
MUCH = 1.2


class Fit(NamedTuple):
    """How surely lines are of a known format, and how much they tell then."""

    score: float
    telling: int

    def better(self, other: Fit) -> bool:
        near = abs(self.score - other.score) <= BETTER
        return self.telling > 0 and (
            self.score > other.score + BETTER or (near and self.telling > MUCH * other.telling)
        )
