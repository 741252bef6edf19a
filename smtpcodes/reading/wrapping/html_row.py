"""A row of a table in HTML. Which cell holds the text is found by trying.

<tr><td>22:51:10</td><td>S: 220 mx</td></tr>
<tr class="odd"><td>1</td><td>S: 250 &lt;x&gt;</td></tr>
 <tr> <td>22:51</td> <td>x</td> </tr>
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from smtpcodes.grammar.characters import unescaped
from smtpcodes.reading.wrapping.base import BREAK, Kind, Wrapping

CELLS = 12
_CELL = re.compile(rb"(?i)<t[dh](?: [^<>]{0,200})?>([^<]{0,8000}(?:<br ?/?>[^<]{0,8000}){0,200})")
_BREAK = re.compile(rb"(?i)<br ?/?>")


def _cells(line: bytes) -> list[bytes]:
    return _CELL.findall(line)[:CELLS] if line.lstrip()[:3].lower() == b"<tr" else []


def _worn(line: bytes) -> bool:
    return len(_cells(line)) > 0


def _off(cell: int, line: bytes) -> bytes:
    found = _cells(line)
    return unescaped(_BREAK.sub(BREAK, found[cell])).rstrip(BREAK) if cell < len(found) else line


def _found(lines: Sequence[bytes]) -> Iterable[Wrapping]:
    rows = [row for line in lines if (row := _cells(line))]
    if not rows or 2 * len(rows) < len(lines):
        return
    count = Counter(map(len, rows)).most_common(1)[0][0]
    for cell in range(count):
        yield Wrapping(f"cell {cell}", _worn, partial(_off, cell), sure=True)


KIND = Kind(found=_found)
EXAMPLES = (
    (b"<tr><td>22:51:10</td><td>S: 220 mx</td></tr>", b"S: 220 mx"),
    (b'<tr class="odd"><td>1</td><td>S: 250 &lt;x&gt;</td></tr>', b"S: 250 <x>"),
    (b" <tr> <td>22:51</td> <td>x</td> </tr>", b"x"),
)
