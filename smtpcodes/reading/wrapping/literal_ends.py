r"""The end of a line as a language writes it.

S: 220 mx\r\n
S: 220 mx\n
C: QUIT<CR><LF>
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, suffix

KIND = Kind(
    (
        suffix(
            "literal ends",
            rb"(?:(?:\\r)?\\n|\\r|<CR><LF>|<CRLF>|\[CRLF\]|\xe2\x90\x8d\xe2\x90\x8a)$",
            12,
        ),
    )
)
EXAMPLES = (
    (b"S: 220 mx\\r\\n", b"S: 220 mx"),
    (b"S: 220 mx\\n", b"S: 220 mx"),
    (b"C: QUIT<CR><LF>", b"C: QUIT"),
)
