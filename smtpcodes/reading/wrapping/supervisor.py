r"""supervisord: the program and its stream.

2026-11-23 22:51:10,100 DEBG 'mail' stdout output: S: 220 mx
2026-11-23 22:51:10,100 DEBG 'app' stderr output: x
'a' stdout output: x
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix(
            "supervisor",
            rb"(?:" + LEADING_TIME + rb" [A-Z]{4} )?'[^']{1,80}' (?:stdout|stderr) output: ?",
        ),
    )
)
EXAMPLES = (
    (b"2026-11-23 22:51:10,100 DEBG 'mail' stdout output: S: 220 mx", b"S: 220 mx"),
    (b"2026-11-23 22:51:10,100 DEBG 'app' stderr output: x", b"x"),
    (b"'a' stdout output: x", b"x"),
)
