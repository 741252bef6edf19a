r"""RFC 5424 section 6: a line of syslog with fields for what is known of it.

<22>1 2026-11-23T22:51:10.123Z host app 812 - - S: 220 mx
<34>1 2026-11-23T22:51:10Z h app - ID47 [x@1 a="b"] S: 220 mx
<22>1 - - app - - - x
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import DATE, FINE_CLOCK, OFFSET
from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix(
            "RFC 5424",
            rb"(?:\d{1,6} )?<\d{1,3}>1 (?:-|"
            + DATE
            + rb"T"
            + FINE_CLOCK
            + rb"(?:Z|"
            + OFFSET
            + rb")) [^\s]{1,255} [^\s]{1,128} [^\s]{1,128} [^\s]{1,64} "
            rb"(?:-|(?:\[(?:[^\]\"]|\"(?:[^\"\\]|\\.){0,500}\"){1,200}\]){1,10})"
            rb"(?: (?:\xef\xbb\xbf)?|$)",
        ),
    )
)
EXAMPLES = (
    (b"<22>1 2026-11-23T22:51:10.123Z host app 812 - - S: 220 mx", b"S: 220 mx"),
    (b'<34>1 2026-11-23T22:51:10Z h app - ID47 [x@1 a="b"] S: 220 mx', b"S: 220 mx"),
    (b"<22>1 - - app - - - x", b"x"),
)
