"""Which lines of a log belong together, and which stand there twice."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE, LEADING_TIME
from smtpcodes.reading.wrapping.base import GONE, LEVEL

_REPLY = late(rb"(" + CODE + rb")[ -]")
GAP = 2  # lines in the middle of a part that lack the wrapping (a mail wraps them)
TWICE = 10  # fewer lines may well be the same by chance
# how a part of the lines may begin that is wrapped otherwise than others
OUTER = tuple(
    re.compile(pattern).match
    for pattern in (
        rb">",
        rb"[\w.-]{1,64} {0,30}\|",
        rb"\[",
        rb"\x1e?\{",
        rb"[`+#]",
        rb"[a-z0-9-]{2,200} [a-z0-9-]{1,60} ",
        rb"[\w./-]{1,200}:",
        rb" {0,8}\d{1,7}(?: ?[:|\t]|[.)]? )",
        rb"<\d",
        LEADING_TIME,
        LEVEL + rb"\W",
    )
)


def parts(lines: Sequence[bytes], filled: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of the lines that begin alike, part for part."""
    for worn in OUTER:
        yield from _parts(worn, lines, filled)


def _parts(
    worn: Callable[[bytes], object], lines: Sequence[bytes], filled: Sequence[int]
) -> list[list[int]]:
    """The numbers of the lines that begin in this way, part for part."""
    parts: list[list[int]] = []
    last = -GAP - 2
    for at, n in enumerate(filled):
        if not worn(lines[n]):
            continue
        if at - last <= GAP + 1:
            parts[-1].append(n)
        else:
            parts.append([n])
        last = at
    return [part for part in parts if 1 < len(part) < len(filled)]


def answered(lines: Sequence[bytes], filled: Sequence[int], part: Sequence[int]) -> bool:
    """Does a server answer lines of the part, in lines that are none of it? Then what they begin
    with alike is what a client says, and no carrier. Further lines of one reply are no answer."""
    members = frozenset(part)
    last = part[0]
    for n in filled[bisect_left(filled, part[0]) : bisect_right(filled, part[-1])]:
        if n in members:
            last = n
        elif (reply := _REPLY.match(lines[n])) and reply[1] + b"-" not in lines[last]:
            return True
    return False


def once(lines: Sequence[bytes]) -> list[bytes]:
    """The lines; a second one that is the same as the one before it is empty."""
    found: list[bytes] = []
    for line in lines:
        found.append(GONE if line and found and line == found[-1] else line)
    return found


def twice(lines: Sequence[bytes]) -> bool:
    """Does each line stand there twice, one after the other?"""
    filled = [line for line in lines if line.strip()]
    second = sum(1 for line in once(filled) if not line)
    return len(filled) >= TWICE and 100 * second >= 45 * len(filled)
