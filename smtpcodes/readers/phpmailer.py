"""PHPMailer's SMTPDebug, levels 1 to 4.

    2026-11-23 22:49:18	SERVER -> CLIENT: 220 bad.example.test ESMTP                (PHPMailer 6.6)
    2026-11-23 22:49:18	CLIENT -> SERVER: [credentials hidden]
    2020-04-24 11:06:26 SMTP INBOUND: "334 VXNlcm5hbWU6"

``SMTP INBOUND``, ``SMTP ERROR`` and ``get_lines()`` repeat replies. Pasted from a web page, a reply's lines stand in one, and the
whole log may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees

_TIME = rb"\s{0,8}(?:\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[^ \t]{0,12}\]?\s{1,8})?"
_ARROW = rb"(?:->|-&gt;|=>)"
_GLUE = re.compile(rb"\s{1,4}(?=(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s)?(?:CLIENT|SERVER) " + _ARROW + rb" (?:CLIENT|SERVER): )")


class Phpmailer(Marked):
    NAME = FAMILY = "phpmailer"
    TITLE = "PHPMailer, SMTPDebug 1 to 4"
    SHOWS = "commands and replies (level 1: the client's alone)"
    HIDES = "SASL responses (from 6.1 on); TLS from the start of a connection"
    SEES = DIALOGUE & ~(Sees.RESPONSES | Sees.RAW)

    LINE = re.compile(_TIME + rb"(?:(?P<c>CLIENT " + _ARROW + rb" SERVER: ?)|(?P<s>SERVER " + _ARROW + rb" CLIENT: ?))")
    CONTINUED = re.compile(rb"[ \t]{2,60}(?=\d{3}[ -])|(?=\d{3}[ -])")
    CONNECTED = re.compile(_TIME + rb"Connection: opening to (?:ssl://|tls://)?(?P<host>[^\s:,]{1,255}):(?P<port>\d{1,5})")
    CLOSED = re.compile(_TIME + rb"Connection: closed")
    PASSED = re.compile(_TIME + rb"(?:SMTP (?:INBOUND|ERROR|Error|NOTICE|->)|Connection|Auth method|Message body|EDEBUG|(?:ERROR )?SMTP |Mailer Error|SENT|Exception)|\s*$")

    def take(self, line: bytes) -> Sequence[Item] | None:
        if len(line) > 100 and _GLUE.search(line):                # the whole log on one line
            found: list[Item] = []
            for part in _GLUE.split(line):
                found += super().take(part) or ()
            return found
        return super().take(line)

    def server(self, text: bytes) -> Sequence[Item]:
        lines = []
        for part in unglued(text):
            parsed = reply.parse(part)
            if parsed is not None:
                lines.append(parsed)
        if not lines:
            return NOTHING
        self.more = lines[-1].more
        return [(self.key, x) for x in lines]


def unglued(text: bytes) -> list[bytes]:
    """The lines of a reply that stand in one: "250-a250-b250 c"."""
    code = text[:3]
    if text[3:4] != b"-" or not code.isdigit():
        return [text]
    found = re.split(rb"\s*(?=" + code + rb"[ -][A-Za-z0-9])", text)
    return [part for part in found if part]
