r"""What all lines of a log begin or end with, but for numbers, times and levels: a carrier that
nobody has heard of, or the width of a screen. Looked for where no wrapping that is known helps.

2026-11-23T22:51:10Z app[e286de4f711e86] fra [info]S: 220 mx
JD> S: 220 mx
S: 220 mx mail.js:42

A mark of a side is no part of it: who speaks is told by the format, not by the carrier.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE, DAY_NAME, FAILURE_CODE, MONTH_NAME
from smtpcodes.reading.wrapping.base import LEVEL_NAME, Kind, Wrapping, prefix, suffix

FEWEST = 6  # lines; of fewer all may begin alike by chance
SAME = 0.8  # of the lines
NEARLY = 0.97  # of the lines end alike
LONGEST = 200  # octets of a prefix or a suffix
TRIED = 4  # ends of a prefix that are tried; what takes off least comes first
_LEVEL = LEVEL_NAME + rb"(?![A-Za-z]) {0,8}+"
_HEX = rb"(?>[0-9a-f]{6,40}+)"
_NUMBER = rb"(?> {0,8}+[0-9]{1,20}+)"
_TOKEN = late(
    rb"(?P<level>\b%b)|(?P<day>\b%b)|(?P<month>\b%b)"
    % (_LEVEL, DAY_NAME, MONTH_NAME)
    + rb"|(?P<hex>\b(?=[a-f]{0,20}[0-9])[0-9a-f]{6,40}\b)"
    rb"|(?P<number>(?:(?<=[(\[]) {1,8}| {2,8})?[0-9]{1,20})|(?P<x>.)",
    re.S,
)
_CLASSES = {
    "level": _LEVEL,
    "day": DAY_NAME,
    "month": MONTH_NAME,
    "hex": _HEX,
    "number": _NUMBER,
}
_SIDE = late(
    rb"(?i)(?<![a-z])(?:(?:[cs]|in|out|to|from)[:>|\]]|client|server|peer|remote|(?:send(?:ing)?|sent"
    rb"|recv|received?|got|read|write|wrote|input|output|request|response|reply|cmd|command)"
    rb"(?![a-z]|:\d|\{))|^[<>]|[-=~ ]>|<[-=~ ]|>>|<<|\xe2\x86|\xe2\x87"
)
_PROSE = late(
    rb"[A-Za-z]{4} [A-Za-z]{4,}(?:[ .,:]|$)|(?<![0-9.:,+-])" + FAILURE_CODE + rb"(?:[ -]|\] )"
)
_OFFSET = late(rb"[0-9a-f]{4,8}: {0,4}")
_SIGN = late(rb"[^\w\s]")
_BARE = late(rb"(?<![0-9])" + CODE + rb"$")
_IN_ANGLES = late(rb"<[\w.]{1,40}>")  # a process of Erlang


class _Piece(bytes):
    """The pattern for a piece of a line."""

    closes: bool  # what follows may be another's


def _pieces(line: bytes) -> list[_Piece]:
    """Patterns for the pieces of a line."""
    found = []
    for match in _TOKEN.finditer(line):
        kind = match.lastgroup or ""
        piece = _Piece(_CLASSES.get(kind) or re.escape(match[0]))
        piece.closes = kind == "level" or (kind == "x" and not match[0].isalnum())
        found.append(piece)
    return found


def _common(rows: Sequence[list[_Piece]], share: float = SAME) -> list[_Piece]:
    """The pieces with which most rows begin."""
    found: list[_Piece] = []
    need = share * len(rows)
    while True:
        at = len(found)
        rows = [row for row in rows if len(row) > at]
        if not rows:
            return found
        piece, times = Counter(row[at] for row in rows).most_common(1)[0]
        if times < need:
            return found
        rows = [row for row in rows if row[at] == piece]
        found.append(rows[0][at])


def _no_carrier(lines: Sequence[bytes], one: Wrapping) -> bool:
    """Does it take off what may be a mark of a side, or of nothing?"""
    line = next((line for line in lines if one.worn(line)), b"")
    bare = one.off(line)
    off = line[: -len(bare)] if bare and line.endswith(bare) else line[len(bare) :]
    if _SIGN.search(off) is None or _PROSE.search(off) or _OFFSET.fullmatch(off):
        return True  # words alone are what somebody says, and a dump tells where its octets stand
    return _SIDE.search(_IN_ANGLES.sub(b"", off)) is not None


def _whole(before: Sequence[_Piece]) -> bool:
    """May a prefix end here: not within a word or in brackets?"""
    return before[-1].closes and before.count(re.escape(b"[")) == before.count(re.escape(b"]"))


def _wide(line: bytes) -> int:
    return len(line.decode("utf-8", "replace"))


def _found(lines: Sequence[bytes]) -> Iterable[Wrapping]:
    if len(lines) < FEWEST:
        return
    before = _common([_pieces(line[:LONGEST]) for line in lines])
    ends = [n for n in range(len(before), 1, -1) if _whole(before[:n])]
    for n in reversed(ends[:TRIED]):
        pattern = b"".join(before[:n])
        # of a line with nothing to say an editor takes the blank at its end
        pattern = pattern[:-2] + rb"(?:\ |$)" if pattern.endswith(rb"\ ") else pattern
        one = prefix("common", pattern)
        if not _no_carrier(lines, one):
            yield one


def _unpadded(line: bytes) -> bytes:
    """The line without the blanks at its end, but for the one of a bare code: it may be its own."""
    bare = line.rstrip(b" ")
    return bare + b" " if _BARE.search(bare) else bare


def endings(lines: Sequence[bytes]) -> Iterable[Wrapping]:
    """What nearly all lines end with: something that the carrier says of each, or blanks up to the
    width of a screen."""
    if len(lines) < FEWEST:
        return
    _, times = Counter(line[-1:] for line in lines).most_common(1)[0]
    blank = sum(1 for line in lines if line.endswith(b"  "))
    if 2 * blank > len(lines):
        _, times = Counter(map(_wide, lines)).most_common(1)[0]
        if times >= SAME * len(lines) or 10 * blank >= 9 * len(lines):
            yield Wrapping("screen", lambda x: x.endswith(b" "), _unpadded)
        return
    if times < NEARLY * len(lines):
        return
    behind = _common([_pieces(line[-LONGEST:])[::-1] for line in lines], NEARLY)
    while behind and behind[-1] == rb"\ ":
        del behind[-1]
    pattern = b"".join(reversed(behind))
    one = suffix("common end", rb" {0,%d}" % LONGEST + pattern + rb"$", 2 * LONGEST, False)
    if len(behind) > 2 and not _no_carrier(lines, one):
        yield one


KIND = Kind(found=_found, last=True)
EXAMPLES = (
    (b"2026-11-23T22:51:10Z app[e286de4f711e86] fra [info]S: 220 mx", b"S: 220 mx"),
    (b"2026-11-23T22:51:10Z app[e286de4f711e86] fra [info]C: EHLO x", b"C: EHLO x"),
    (b"2026-11-23T22:51:10Z app[e286de4f711e86] fra [info]S: 250 Ok", b"S: 250 Ok"),
    (b"2026-11-23T22:51:11Z app[e286de4f711e86] fra [info]C: QUIT", b"C: QUIT"),
    (b"2026-11-23T22:51:12Z app[e286de4f711e86] fra [info]S: 221 Bye", b"S: 221 Bye"),
    (b"2026-11-23T22:51:12Z app[e286de4f711e86] fra [info]closed", b"closed"),
)
