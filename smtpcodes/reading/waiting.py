"""How many of the lines that wait are unwrapped together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from smtpcodes.reading.wrapping.entries import whole

WINDOW = 256  # lines that are unwrapped together
MOST = 1 << 24  # octets of lines that wait


def due(lines: Sequence[bytes], octets: int, count: int) -> int:
    """How many of the lines to unwrap now, 0 to wait for more: `count` or as many entries, and
    fewer where they are so long that they hold ``MOST`` octets. How they came does not matter."""
    full = octets > MOST
    if full:
        sizes = accumulate(map(len, lines))
        lines = lines[: next(n for n, size in enumerate(sizes, 1) if size > MOST)]
    found = whole(lines, count) if len(lines) >= count else 0
    return found or (len(lines) if full else 0)
