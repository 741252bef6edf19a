r"""Labels of Loki and others in braces, or several pairs in brackets.

2026-11-23T22:51:10.100Z {app="mail"} S: 220 mx
{app="mail", pod="x"} S: 220 mx
{} x
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix(
            "labels",
            rb"(?:" + LEADING_TIME + rb"\s{1,4})?\{(?:[\w.]{1,60}=\"[^\"]{0,200}\",? ?){0,20}\}\s",
        ),
    )
)
EXAMPLES = (
    (b'2026-11-23T22:51:10.100Z {app="mail"} S: 220 mx', b"S: 220 mx"),
    (b'{app="mail", pod="x"} S: 220 mx', b"S: 220 mx"),
    (b"{} x", b"x"),
)
