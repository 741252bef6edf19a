r"""The time, and nothing else.

2026-11-23T22:51:10.000Z S: 220 mx
[2026-11-23 22:51:10] S: 220 mx
Nov 23 22:51:10 S: 220 mx
22:51:10.100 -> S: 220 mx
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind((prefix("time", LEADING_TIME + rb"(?:: | - | -> |: ?\t|\t| \| |,? {1,2}|Z )"),))
EXAMPLES = (
    (b"2026-11-23T22:51:10.000Z S: 220 mx", b"S: 220 mx"),
    (b"[2026-11-23 22:51:10] S: 220 mx", b"S: 220 mx"),
    (b"Nov 23 22:51:10 S: 220 mx", b"S: 220 mx"),
)
