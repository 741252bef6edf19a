"""Where the text of a message stands among the lines of a log.

Its author writes what they like, line for line: a carrier of their own, too. So a line of it wears
what the reply wears behind which it stands, and nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.reading.wrapping.base import BREAK, GONE, Wrapping

MANY = 40  # fewer lines without an end are no text
_GO_AHEAD = late(rb"(?P<before>.{0,200}?)(?<![0-9.])354(?:[ -]|$)")
_END = late(rb"(?:[A-Za-z]{1,8}:|[-=~*<> ]{1,5})? ?\.$")


def ended(line: bytes) -> bool:
    """Is this the end of a message text (RFC 5321 section 4.1.1.4)?"""
    return line[-1:] == b"." and _END.match(line) is not None


def texts(lines: Sequence[bytes]) -> tuple[dict[int, int], int | None]:
    """The lines that may be text of a message, each with the line that asked for it: a 354. And
    the one whose text has not ended."""
    found: dict[int, int] = {}
    asked: int | None = None
    before = b""
    for n, line in enumerate(lines):
        if asked is None:
            match = _GO_AHEAD.match(line) if b"354" in line else None
            asked, before = (None, b"") if match is None else (n, match["before"])
        elif ended(line) or (before and line.startswith(before) and _coded(line[len(before) :])):
            asked = None
        else:
            found[n] = asked
    if asked is not None and len(lines) - asked <= MANY:
        found = {n: at for n, at in found.items() if at != asked}
    return found, asked


def _coded(text: bytes) -> bool:
    return text[:3].isdigit() and text[3:4] in (b" ", b"-", b"")


def worn(line: bytes, way: Sequence[Wrapping]) -> tuple[Wrapping, ...]:
    """Those of the layers that this line wears."""
    found: tuple[Wrapping, ...] = ()
    for one in way:
        if line is GONE or b"\n" in line or BREAK in line:
            return tuple(way)
        if one.worn(line):
            found, line = (*found, one), one.off(line)
    return found
