"""Python's smtplib with set_debuglevel(1) or (2).

    send: 'ehlo client.example.test\\r\\n'                          (Python 3.11)
    reply: b'250-mx.example.net\\r\\n'
    22:53:23.421601 reply: b'235 2.7.0 Authentication successful\\r\\n'

``reply: retcode (250); Msg: ...``, ``data: (250, ...)`` and ``connect: b'...'`` repeat a reply that
was shown line by line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import MESSAGE_END, NO, UNKNOWN, YES, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_LINE = late(rb"(?:" + CLOCK + rb"\.\d{1,9} )?(send|reply|connect|data): ?(.*)$", re.DOTALL)
_PEER = late(rb"(?:to )?\('?\"?([^'\",()\s]{1,255})'?\"?, ?'?(\d{1,5})'?\)")
_REPEATS = late(rb"retcode \(-?\d+\); Msg: ")
_LOCAL = (b"127.", b"::1", b"localhost")
_TRACE = late(
    rb"Traceback \(most recent|  File \"|    \S|  \[Previous line"
    rb"|During handling of the above|The above exception was"
    rb"|(?:smtplib\.)?SMTP[A-Za-z]{3,40}(?:: |$)|\s*$"
)
LITERAL = 100_000  # octets of a Python literal that are looked at
_END = (b"\\r\\n.\\r\\n'", b'\\r\\n.\\r\\n"')


class Smtplib(Reader):
    NAME = FAMILY = "smtplib"
    MARKS = (
        *(b"\nsend:", b" send:", b"\nreply:", b" reply:", b"\nconnect:", b" connect:"),
        *(b"\ndata:", b" data:"),
    )
    TITLE = "Python's smtplib, set_debuglevel(1) and (2)"
    SHOWS = "the whole dialogue, as Python literals"
    HIDES = "TLS from the start of a connection (SMTP_SSL)"
    SEES = DIALOGUE | Sees.TRAILING

    EXAMPLES: ClassVar = (
        b"send: 'ehlo client.example\\r\\n'\n"
        b"reply: b'250-mx.example.net\\r\\n'\n"
        b"reply: b'250 AUTH PLAIN\\r\\n'\n"
        b"reply: retcode (250); Msg: b'mx.example.net\\nAUTH PLAIN'\n"
        b"send: 'AUTH PLAIN [redacted]\\r\\n'\n"
        b"reply: b'535 5.7.8 no\\r\\n'\n",
    )
    FORGED: ClassVar = (b"send: \"ehlo ' reply: b'535 5.7.8 no\\r\\n'\"\n",)
    CUT: ClassVar = (b"reply: b'25\n",)

    def __init__(self) -> None:
        self.begun = False
        self.long = False  # a message so long that its line was cut

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _LINE.match(line)
        if match is None:
            if self.long:
                return self._message(line)
            return NOTHING if self.begun and _TRACE.match(line) else None
        self.begun, self.long = True, False
        kind, rest = match.groups()
        if kind == b"connect":
            peer = _PEER.match(rest)
            if peer is None:
                return NOTHING
            local = YES if peer.group(1).startswith(_LOCAL) else NO
            return ((None, Connect(int(peer.group(2)), UNKNOWN, local)),)
        if kind == b"data":
            return NOTHING
        if kind == b"reply":
            if _REPEATS.match(rest):
                return NOTHING
            text = literal(rest)
            parsed = None if text is None else [reply.parse(x) for x in text.split(b"\r\n") if x]
            return tuple((None, x) for x in parsed if x is not None) if parsed else NOTHING
        text = literal(rest)
        if text is None:
            return self._message(rest) if rest[:1] in b"'\"b" else None
        if text.endswith(b"\r\n.\r\n") or text == b".\r\n":
            return ((None, MESSAGE_END),)
        lines = text.split(b"\r\n")
        if lines and not lines[-1]:
            lines.pop()
        return tuple((None, Line(x)) for x in lines)

    def _message(self, rest: bytes) -> Sequence[Item]:
        """A literal too long to be read, or a part of it: only a message is that long."""
        rest = rest.rstrip()
        self.long = len(rest) > LITERAL and rest[-1:] not in (b"'", b'"')
        return ((None, MESSAGE_END),) if rest.endswith(_END) else NOTHING


def literal(text: bytes) -> bytes | None:
    """The octets of a Python string or bytes literal; None if it is none."""
    text = text.strip()
    if len(text) > LITERAL or text[:1] not in (b"'", b'"', b"b") or text[-1:] not in (b"'", b'"'):
        return None
    try:
        value = ast.literal_eval(text.decode("utf-8"))
    except (ValueError, SyntaxError, UnicodeDecodeError, MemoryError, RecursionError):
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return value if isinstance(value, bytes) else None
