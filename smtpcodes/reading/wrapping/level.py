r"""A level, or something in brackets.

DEBUG:app.mail:S: 220 mx
[DEBUG] S: 220 mx
[smtp] 220 mx
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import LEVEL, Kind, prefix

KIND = Kind(
    (
        prefix(
            "level",
            rb"(?:" + LEVEL + rb"(?::[\w.]{1,80}:(?: (?! ))?|: ?| - | )|\[[^\]]{1,60}\] )",
        ),
        prefix("level and blanks", LEVEL + rb":? {2,4}"),
    )
)
EXAMPLES = (
    (b"DEBUG:app.mail:S: 220 mx", b"S: 220 mx"),
    (b"[DEBUG] S: 220 mx", b"S: 220 mx"),
    (b"[smtp] 220 mx", b"220 mx"),
)
