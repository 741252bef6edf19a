"""Tables: CSV (RFC 4180) with comma, semicolon, tab or bar. Which column holds the text is found by
trying.

2026-11-23T22:51:10.100Z,"S: 220 mx"
1;DEBUG;"C: AUTH ""X"" y"
2026-11-23T22:51:10.100Z	DEBUG	S: 220 mx
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import pairwise

from smtpcodes.reading.wrapping.base import BREAK, GONE, Kind, Wrapping, unquoted

COLUMNS = 12
SAME = 0.95  # of the lines have as many columns
_NAME = re.compile(rb"[@_A-Za-z][\w.@ -]{1,40}$")
_SECONDS = re.compile(rb":\d\d$")
_FRACTION = re.compile(rb"\d{1,9}(?!\d|-)")
_SEPARATORS = b",;\t|"


def _patterns(quoted: bytes) -> dict[int, re.Pattern[bytes]]:
    """How a field stands in a line, by the separator; quoted: what may stand in quotes."""
    found = {}
    for sep in _SEPARATORS:
        mark = re.escape(bytes((sep,)))
        # with tabs few programs quote
        bare = rb"(?!\")[^\t]{0,20000}" if sep == 9 else rb"[^%b\"]{0,20000}" % mark
        found[sep] = re.compile(rb"(?:\"((?:%b){0,20000})\"|(%b))(?:%b|$)" % (quoted, bare, mark))
    return found


_FIELDS = _patterns(rb"[^\"]|\"\"")
_ESCAPED = _patterns(rb"[^\"\\]|\\.")  # a quotation mark behind a backslash


def _fields(sep: int, line: bytes) -> list[bytes] | None:
    """The fields of a line, which ends with the last of them; None if it is no such line."""
    escaped = b'\\"' in line
    found = _split(_ESCAPED[sep] if escaped else _FIELDS[sep], sep, line, escaped)
    return _split(_FIELDS[sep], sep, line, False) if found is None and escaped else found


def _split(pattern: re.Pattern[bytes], sep: int, line: bytes, escaped: bool) -> list[bytes] | None:
    found: list[bytes] = []
    at = 0
    while at <= len(line) and len(found) < COLUMNS:
        match = pattern.match(line, at)
        if match is None:
            return None
        if match[1] is None:
            found.append(match[2])
        else:
            found.append(unquoted(match[1]) if escaped else match[1].replace(b'""', b'"'))
        if match.end() == len(line) and line[-1:] != bytes((sep,)):
            return found
        at = match.end()
    return None


def _clock(row: Sequence[bytes]) -> bool:
    """Does a separator stand within a time?"""
    return any(_SECONDS.search(a) and _FRACTION.match(b) for a, b in pairwise(row))


def _headed(rows: Sequence[Sequence[bytes]]) -> bool:
    """Does the first row name the columns?"""
    names = rows[0]
    return all(map(_NAME.match, names)) and not any(set(names) & set(row) for row in rows[1:])


def _off(sep: int, count: int, column: int, header: bytes, line: bytes) -> bytes:
    if line == header:
        return GONE
    found = _fields(sep, line)
    return found[column].rstrip(BREAK) if found is not None and len(found) == count else line


def _worn(sep: int, count: int, line: bytes) -> bool:
    found = _fields(sep, line)
    return found is not None and len(found) == count


def _found(lines: Sequence[bytes]) -> Iterable[Wrapping]:
    """The columns of these lines, those with most text first."""
    for sep in _SEPARATORS:
        rows = [row for line in lines if (row := _fields(sep, line)) is not None and len(row) > 1]
        if 2 * len(rows) < len(lines):
            continue
        count = Counter(map(len, rows)).most_common(1)[0][0]
        rows = [row for row in rows if len(row) == count]
        if len(rows) < SAME * len(lines) or any(_clock(row) for row in rows[:4]):
            continue
        header = next(line for line in lines if _worn(sep, count, line)) if _headed(rows) else b""
        columns = sorted(range(count), key=lambda n: -len({row[n] for row in rows}))
        for column in columns[:4]:
            yield Wrapping(
                f"column {column}",
                partial(_worn, sep, count),
                partial(_off, sep, count, column, header),
            )


KIND = Kind(found=_found)
EXAMPLES = (
    (b'2026-11-23T22:51:10.100Z,"S: 220 mx"', b"S: 220 mx"),
    (b'1;DEBUG;"C: AUTH ""X"" y"', b'C: AUTH "X" y'),
    (b"2026-11-23T22:51:10.100Z\tDEBUG\tS: 220 mx", b"S: 220 mx"),
    (b'22:51:10,"C: AUTH \\"X\\" y"', b'C: AUTH "X" y'),
)
