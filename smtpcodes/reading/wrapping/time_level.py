r"""The time and a level.

2026-11-23 22:51:10,123 DEBUG S: 220 mx
2026-01-02T03:04:05.123Z [debug]: S: 220 mx
2026/11/23 22:51:10 INFO - x
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping.base import LEVEL, Kind, prefix

KIND = Kind(
    (
        prefix(
            "time and level",
            LEADING_TIME + rb"[ \t,:]{0,20}+" + LEVEL + rb"(?:\]? ?: | - |\t| \| |[ ,]{1,8})",
        ),
    )
)
EXAMPLES = (
    (b"2026-11-23 22:51:10,123 DEBUG S: 220 mx", b"S: 220 mx"),
    (b"2026-01-02T03:04:05.123Z [debug]: S: 220 mx", b"S: 220 mx"),
    (b"2026/11/23 22:51:10 INFO - x", b"x"),
)
