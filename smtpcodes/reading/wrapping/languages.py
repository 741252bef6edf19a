r"""Loggers with a form of their own: Ruby's, klog (Go), Android's, Nest (Node).

D, [2026-01-02T03:04:05.123456 #1234] DEBUG -- : S: 220 mx
I0102 03:04:05.123456   12345 mail.go:12] S: 220 mx
01-02 03:04:05.123  1234  1250 D Mailer  : x
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import CLOCK, SHORT_DATE
from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix("rails", rb"[DIWEF], \[[^\]]{10,60}\] {1,2}[A-Z]{4,7} -- [^:]{0,60}: "),
        prefix(
            "klog", rb"[DIWEF]\d{4} " + CLOCK + rb"\.\d{6} {1,8}\d{1,8} [\w./-]{1,60}:\d{1,6}\] "
        ),
        prefix(
            "logcat",
            rb"(?:"
            + SHORT_DATE
            + rb" "
            + CLOCK
            + rb"\.\d{3} {1,4}\d{1,6}[- ]{1,4}\d{1,6}[ /][^ ]{0,100} {0,2})?[VDIWE][ /][\w.-]{1,60}"
            rb" {0,20}(?:\( {0,6}\d{1,6}\))?: ",
        ),
        prefix("nest", rb"\[Nest\] \d{1,8} {1,4}- [^\[\]]{10,60}\[[^\]]{1,60}\] "),
    )
)
EXAMPLES = (
    (b"D, [2026-01-02T03:04:05.123456 #1234] DEBUG -- : S: 220 mx", b"S: 220 mx"),
    (b"I0102 03:04:05.123456   12345 mail.go:12] S: 220 mx", b"S: 220 mx"),
    (b"01-02 03:04:05.123  1234  1250 D Mailer  : x", b"x"),
)
