"""aiosmtpd: its logger "mail.log" at level DEBUG.

    2026-11-23 22:59:10,839 INFO mail.log ('192.0.2.7', 39362) >> b'EHLO client.example'
    2026-11-23 22:59:10,841 DEBUG mail.log ('192.0.2.7', 39362) << b'535 5.7.8 Authentication \
credentials invalid'
    INFO:mail.log:('192.0.2.7', 39362) handling connection

aiosmtpd 1.4.6. Lines are printed as Python bytes; AUTH is masked, responses after a challenge are
not logged.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.readers._marked import local
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_LINE = late(
    rb"[^'\"()]{0,80}mail\.log[\]: -]{1,4}(?:"
    rb"(?P<peer>\('[^']{1,60}', [0-9]{1,5}(?:, [0-9]{1,10}){0,2}\)|'[^']{0,100}') )?"
)
_LITERAL = late(rb"b(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")$")


class Aiosmtpd(Reader):
    NAME = FAMILY = "aiosmtpd"
    MARKS = (b"mail.log",)
    TITLE = "aiosmtpd's debug log"
    SHOWS = "commands and replies of each connection"
    HIDES = "SASL responses, message text"
    SEES = (DIALOGUE | Sees.TIMES) & ~(Sees.SASL | Sees.RESPONSES | Sees.ORDER)
    MARKED = True

    EXAMPLES: ClassVar = (
        b"2026-11-23 22:49:30,874 INFO mail.log ('192.0.2.7', 40264) handling "
        b"connection\n"
        b"2026-11-23 22:49:30,874 DEBUG mail.log ('192.0.2.7', 40264) << b'220 "
        b"mx.example.net ESMTP'\n"
        b"2026-11-23 22:49:30,875 INFO mail.log ('192.0.2.7', 40264) >> b'EHLO "
        b"c.example'\n"
        b"2026-11-23 22:49:30,875 DEBUG mail.log ('192.0.2.7', 40264) << b'250 HELP'\n",
    )
    FORGED: ClassVar = (
        b"2026-11-23 22:49:30,875 INFO mail.log ('192.0.2.7', 40264) >> b\"EHLO ') << "
        b"b'535 5.7.8 no'\"\n",
    )
    CUT: ClassVar = (
        b"2026-11-23 22:49:30,874 DEBUG mail.log ('192.0.2.7', 40264) << b'220 mx.ex\n",
    )

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _LINE.match(line) if b"mail.log" in line[:90] else None
        if match is None:
            return None
        key, text = match["peer"], line[match.end() :]
        if key is None:
            return NOTHING
        if text[:3] == b">> " or text[:3] == b"<< ":
            raw = _bytes(text[3:])
            if raw is None:
                return NOTHING
            if text[:2] == b">>":
                return ((key, Line(raw)),)
            found = reply.parse(raw)
            return ((key, found),) if found is not None else NOTHING
        if text == b"handling connection":
            return ((key, Connect(local=local(key.split(b"'")[1]))),)
        return ((key, Close()),) if text.lower().startswith(b"connection lost") else NOTHING


def _bytes(text: bytes) -> bytes | None:
    """The octets of a Python bytes literal."""
    if not _LITERAL.match(text) or not text.isascii():
        return None
    try:
        found = ast.literal_eval(text.decode("ascii"))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return found.rstrip(b"\r\n") if isinstance(found, bytes) else None
