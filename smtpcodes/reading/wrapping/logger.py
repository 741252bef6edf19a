r"""The time, and what a logger of any language says of a line: its level, its thread, its own name.

22:51:10.100 [main] DEBUG c.e.mail.Client - S: 220 mx
[2026-11-23 22:51:10 +0000] [812] [DEBUG] S: 220 mx
2026/01/02 03:04:05 mail.go:12: x
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping.base import LEVEL, Kind, pieces, prefix

KIND = Kind(
    (
        *(prefix(f"time, {n} pieces", LEADING_TIME + pieces(n)) for n in range(1, 7)),
        *(
            prefix(f"level, time, {n} pieces", LEVEL + rb",? ?" + LEADING_TIME + pieces(n))
            for n in range(5)
        ),
    )
)
EXAMPLES = (
    (b"22:51:10.100 [main] DEBUG c.e.mail.Client - S: 220 mx", b"S: 220 mx"),
    (b"[2026-11-23 22:51:10 +0000] [812] [DEBUG] S: 220 mx", b"S: 220 mx"),
    (b"2026/01/02 03:04:05 mail.go:12: x", b"x"),
)
