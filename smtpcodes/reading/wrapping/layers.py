"""What the layers of a wrapping leave of lines: tried on a sample, and taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smtpcodes.reading.wrapping import kinds
from smtpcodes.reading.wrapping.base import BREAK, GONE, Wrapping

LONGEST = 400  # lines of one carrier's line that are looked at


def sample_of(lines: Sequence[bytes], size: int) -> Sequence[bytes]:
    return (
        lines
        if len(lines) <= size
        else [*lines[: size // 2], *lines[len(lines) // 2 :][: size // 2]]
    )


def candidates(
    lines: Sequence[bytes], last: bool = False
) -> Iterator[tuple[Wrapping, list[bytes]]]:
    """The wrappings that most of the lines wear, with the lines without them."""
    seen: set[tuple[bytes, ...]] = set()
    for one in every(lines, last):
        if one.on_most(lines):
            bare = without(one, lines)
            if bare and tuple(bare) not in seen:
                seen.add(tuple(bare))
                yield one, bare


def every(lines: Sequence[bytes], last: bool = False) -> list[Wrapping]:
    """The wrappings that there are. last: those that are looked for where no other is worn."""
    found: list[Wrapping] = []
    for kind in kinds().values():
        if kind.last is last:
            found += kind.fixed
            if kind.found is not None:
                found += kind.found(lines)
    return found


def without(one: Wrapping, lines: Sequence[bytes]) -> list[bytes]:
    """The lines without the wrapping; what it makes several lines of is several lines."""
    return [
        part
        for line in lines
        for part in (one.off(line) if one.worn(line) else line)
        .replace(BREAK, b"\n")
        .split(b"\n")[:LONGEST]
        if part.strip()
    ]


def off_all(line: bytes, way: Sequence[Wrapping]) -> bytes:
    """The line without these wrappings, from the first that it wears on; where one carries many
    lines, each without the rest."""
    for at, one in enumerate(way):
        if line is GONE:
            break
        if b"\n" in line:
            return b"\n".join(off_all(part, way[at:]) for part in line.split(b"\n"))
        if BREAK in line and at:
            return BREAK.join(off_all(part, way[at:]) for part in line.split(BREAK))
        if one.worn(line):
            line = one.off(line)
    return line
