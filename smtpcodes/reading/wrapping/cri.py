r"""The container runtime interface: time, stream, whether the line is whole (Kubernetes).

2026-01-02T03:04:05.123456789Z stdout F S: 220 mx
2026-01-02T03:04:05.1+01:00 stderr F 220 mx
2026-01-02T03:04:05.123Z stdout P a
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import CLOCK, DATE, OFFSET
from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix(
            "cri",
            DATE + rb"T" + CLOCK + rb"\.\d{1,9}(?:Z|" + OFFSET + rb") (?:stdout|stderr) [FP] ",
        ),
    )
)
EXAMPLES = (
    (b"2026-01-02T03:04:05.123456789Z stdout F S: 220 mx", b"S: 220 mx"),
    (b"2026-01-02T03:04:05.1+01:00 stderr F 220 mx", b"220 mx"),
    (b"2026-01-02T03:04:05.123Z stdout P a", b"a"),
)
