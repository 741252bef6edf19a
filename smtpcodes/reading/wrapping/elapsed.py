r"""How long it took since the last line, behind the line: Node's debug.

S: 220 mx +12ms
S: 220 mx +0ms
x +3s
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, suffix

KIND = Kind((suffix("elapsed", rb" \+\d{1,9}(?:ms|s|m|h|d)$", 20),))
EXAMPLES = (
    (b"S: 220 mx +12ms", b"S: 220 mx"),
    (b"S: 220 mx +0ms", b"S: 220 mx"),
    (b"x +3s", b"x"),
)
