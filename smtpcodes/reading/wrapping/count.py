r"""Numbers that grow by one with each line.

   1 S: 220 mx
12 220 mx
3
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, by_one, prefix

KIND = Kind((prefix("count", rb" {0,8}(\d{1,6})(?: |$)", by_one),))
EXAMPLES = (
    (b"   1 S: 220 mx", b"S: 220 mx"),
    (b"12 220 mx", b"220 mx"),
    (b"3", b""),
)
