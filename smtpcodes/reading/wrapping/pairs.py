r"""Fields behind the text: key=value, as slog, zerolog's console and log15 write them.

S: 220 mx level=debug caller=mail.go:12
S: 220 mx trace_id="a b" span_id=7
x component=mail n=1
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from smtpcodes.reading.wrapping.base import Kind, Wrapping, suffix

FEWEST = 4  # lines with the same names
SAME = 0.95  # of the lines
LONGEST = 600
_PAIR = rb"[a-z][A-Za-z_.]{0,40}=(?:\"[^\"]{0,200}\"|[\w.:/+-]{1,80})"
_PAIRS = re.compile(rb"(?: {1,8}" + _PAIR + rb"){1,12}$")
_NAMES = re.compile(rb" ([a-z][A-Za-z_.]{0,40})=")


def _names(line: bytes) -> tuple[bytes, ...]:
    match = _PAIRS.search(line, max(0, len(line) - LONGEST))
    return tuple(_NAMES.findall(match[0])) if match is not None else ()


def _found(lines: Sequence[bytes]) -> Iterable[Wrapping]:
    """The names with which nearly all lines end: no program says so much alike of all that it
    says."""
    ends = [_names(line) for line in lines]
    common = ends[0] if ends else ()
    for names in ends[1:]:
        common = next(
            (common[n:] for n in range(len(common)) if _ending(names, common[n:])), common
        )
    if len(lines) < FEWEST or not common:
        return
    if sum(1 for names in ends if _ending(names, common)) < SAME * len(lines):
        return
    each = rb"".join(
        rb" {1,8}" + re.escape(name) + rb"=(?:\"[^\"]{0,200}\"|[\w.:/+-]{1,80})" for name in common
    )
    yield suffix("pairs of all", each + rb"$", LONGEST, True)


def _ending(names: tuple[bytes, ...], common: tuple[bytes, ...]) -> bool:
    return names[len(names) - len(common) :] == common if common else True


_ANY = suffix("pairs", rb"(?: {1,8}" + _PAIR + rb"){1,12}$", LONGEST, False)
KIND = Kind((_ANY._replace(test=lambda lines: not any(_found(lines))),), _found)
EXAMPLES = (
    (b"S: 220 mx level=debug caller=mail.go:12", b"S: 220 mx"),
    (b'S: 220 mx trace_id="a b" span_id=7', b"S: 220 mx"),
    (b"x component=mail n=1", b"x"),
)
