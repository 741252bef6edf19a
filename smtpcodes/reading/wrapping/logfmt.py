r"""logfmt: pairs in one line, of which one holds the text. logrus, Go kit, Heroku's own.

time="2026-01-02T03:04:05Z" level=debug msg="S: 220 mx"
ts=2026-11-23T22:51:10Z level=info caller=c.go:12 msg="C: EHLO x" n=1
level=debug message=QUIT
"""

from __future__ import annotations

import re

from smtpcodes.grammar.late import late
from smtpcodes.reading.wrapping.base import Kind, Wrapping, unquoted

_LOGFMT = late(
    rb"(?>(?!(?:msg|message|event|line|text)=)[\w.]{1,40}="
    rb"(?:\"(?:[^\"\\]|\\.){0,200}\"|[^\s\"]{0,200}) ){0,12}"
    rb"(?:msg|message|event|line|text)="
    rb"(?:\"(?P<quoted>(?:[^\"\\]|\\.){0,20000})\"|(?P<bare>[^\s\"]{1,2000}))"
    rb"(?P<after>(?: [\w.]{1,40}=(?:\"(?:[^\"\\]|\\.){0,200}\"|[^\s\"]{0,200})){0,12})\s{0,2}$",
    re.S,
)


def _off(line: bytes) -> bytes:
    match = _LOGFMT.match(line)
    if match is None:
        return line
    text: bytes | None = match["quoted"]
    return match["bare"] if text is None else unquoted(text)


KIND = Kind((Wrapping("logfmt", _LOGFMT.match, _off),))
EXAMPLES = (
    (b'time="2026-01-02T03:04:05Z" level=debug msg="S: 220 mx"', b"S: 220 mx"),
    (b'ts=2026-11-23T22:51:10Z level=info caller=c.go:12 msg="C: EHLO x" n=1', b"C: EHLO x"),
    (b"level=debug message=QUIT", b"QUIT"),
)
