r"""An indented block.

  S: 220 mx
S: 220 mx
  S: 220 mx
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix("two blanks", rb"  "),
        prefix("three blanks", rb"   "),
        prefix("four blanks", rb"    "),
        prefix("tab", rb"\t"),
    )
)
EXAMPLES = (
    (b"    S: 220 mx", b"S: 220 mx"),
    (b"  S: 220 mx", b"S: 220 mx"),
    (b"\tS: 220 mx", b"S: 220 mx"),
)
