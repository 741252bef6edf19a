r"""Numbers that grow by one with each line.

   1 S: 220 mx
12 220 mx
3
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.reading.wrapping.base import Kind, Wrapping, by_one, prefix

_BLANKS = re.compile(rb" {0,8}\d{1,6}( {0,8})")


def wide(lines: Sequence[bytes]) -> Wrapping:
    """The wrapping of these lines, with all the blanks that they have in common."""
    found = [match for line in lines if (match := _BLANKS.match(line)) and match.end() < len(line)]
    common = min((len(match[1]) for match in found), default=1)
    return prefix("count", rb" {0,8}(\d{1,6})(?: {%d}| {0,8}$)" % max(1, common), by_one)


KIND = Kind((prefix("count", rb" {0,8}(\d{1,6})(?: |$)", by_one),))
EXAMPLES = (
    (b"   1 S: 220 mx", b"S: 220 mx"),
    (b"12 220 mx", b"220 mx"),
    (b"3", b""),
)
