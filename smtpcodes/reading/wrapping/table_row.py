"""A row of a table in Markdown, or of a client of a database. Which column holds the text is found
by trying; the last one may hold bars.

| 22:51:10 | S: 220 mx |
| 1 | DEBUG | x | y |
| 22:51:10 | x |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

from smtpcodes.reading.wrapping.base import GONE, Kind, Wrapping

COLUMNS = 12
_RULER = re.compile(rb"[|+][ :|+=-]{2,2000}[|+]$")


def _worn(line: bytes) -> bool:
    return (line[:2] == b"| " and line[-1:] == b"|") or _RULER.match(line) is not None


def _off(column: int, last: bool, line: bytes) -> bytes:
    if _RULER.match(line):
        return GONE
    found = line[2:-1].split(b" | ", column if last else column + 1)
    return found[column].rstrip(b" ") if column < len(found) else line


def _found(lines: Sequence[bytes]) -> Iterable[Wrapping]:
    rows = [line for line in lines if _worn(line) and not _RULER.match(line)]
    if not rows or 2 * len(rows) < len(lines):
        return
    count = min(row.count(b" | ") for row in rows) + 1
    for column in range(min(count, COLUMNS)):
        last = column == count - 1
        yield Wrapping(f"row {column}", _worn, partial(_off, column, last), sure=True)


KIND = Kind(found=_found)
EXAMPLES = (
    (b"| 22:51:10 | S: 220 mx |", b"S: 220 mx"),
    (b"| 1 | DEBUG | x | y |", b"DEBUG | x | y"),
    (b"| 22:51:10 | x |", b"x"),
)
