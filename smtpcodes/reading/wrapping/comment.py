r"""A comment of a program, a shell or a table: every line has its mark.

# S: 220 mx
// S: 220 mx
| S: 220 mx
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind((prefix("comment", rb"(?:#|//|;|\*|--|%|\|) "),))
EXAMPLES = (
    (b"# S: 220 mx", b"S: 220 mx"),
    (b"// S: 220 mx", b"S: 220 mx"),
    (b"| S: 220 mx", b"S: 220 mx"),
)
