r"""Fields behind the text: key=value, as slog, zerolog's console and log15 write them.

S: 220 mx level=debug caller=mail.go:12
S: 220 mx trace_id="a b" span_id=7
x component=mail n=1
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, suffix

KIND = Kind(
    (
        suffix(
            "pairs",
            rb"(?: {1,8}[a-z][A-Za-z_.]{0,40}=(?:\"[^\"]{0,200}\"|[\w.:/+-]{1,80})){1,12}$",
            600,
            False,
        ),
    )
)
EXAMPLES = (
    (b"S: 220 mx level=debug caller=mail.go:12", b"S: 220 mx"),
    (b'S: 220 mx trace_id="a b" span_id=7', b"S: 220 mx"),
    (b"x component=mail n=1", b"x"),
)
