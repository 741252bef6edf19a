r"""A line of syslog of any program: time, host, program.

Nov 23 22:51:10 host app[812]: S: 220 mx
<22>Nov 23 22:51:10 host app[812]: S: 220 mx
2026-11-23T22:51:10+0000 host app[812]: x
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import LEADING_CLOCK, LEADING_DAY
from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix(
            "syslog",
            rb"(?:<\d{1,3}>)?(?:1 )?"
            + LEADING_DAY
            + LEADING_CLOCK
            + rb" (?:[\w.:-]{1,255} )?[A-Za-z][\w./-]{0,100}(?:\[[\w.-]{1,40}\])?: ",
        ),
    )
)
EXAMPLES = (
    (b"Nov 23 22:51:10 host app[812]: S: 220 mx", b"S: 220 mx"),
    (b"<22>Nov 23 22:51:10 host app[812]: S: 220 mx", b"S: 220 mx"),
    (b"2026-11-23T22:51:10+0000 host app[812]: x", b"x"),
)
