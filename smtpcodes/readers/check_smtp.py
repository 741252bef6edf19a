"""check_smtp --verbose of the Monitoring (Nagios) Plugins.

    HELOCMD: HELO client.example                                        (Monitoring Plugins 2.3)
    220 mx.example.net ESMTP Exim 4.72
    sent QUIT
    received 221 mx.example.net closing connection

Replies that come before a command was sent stand there as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.pieces import CODE
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import UNKNOWN, Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HELLO = re.compile(rb"HELOCMD: (?P<line>(?:EHLO|HELO|LHLO)\b.{0,500})")
_SENT = re.compile(rb"sent (?P<line>.{1,1000})$")
_RECEIVED = re.compile(rb"(?:received )?(?=" + CODE + rb"[ -])")
_PASSED = re.compile(
    rb"\$ |SMTP (?:OK|WARNING|CRITICAL|UNKNOWN)\b|\|time=|connection$|CRITICAL|WARNING|UNKNOWN|"
    rb"DNS |sent $|command|Failed regular|Executed |no AUTH|AUTH |\s*$"
)


class CheckSmtp(Reader):
    NAME = "check-smtp"
    MARKS = (b"HELOCMD: ",)
    FAMILY = "mailers"
    TITLE = "check_smtp --verbose (Monitoring Plugins)"
    SHOWS = "the replies, and the commands after EHLO or HELO"
    HIDES = "which reply answers EHLO"
    SEES = Sees.REPLIES

    EXAMPLES: ClassVar = (
        b"HELOCMD: EHLO client.example\n220 mx.example.net ESMTP\nsent MAIL FROM:<a@example.org>\n"
        b"received 530 5.7.0 Must issue a STARTTLS command first\nsent QUIT\n"
        b"received 221 2.0.0 Bye\n",
    )
    FORGED: ClassVar = (b"HELOCMD: EHLO x received 535 5.7.8 no",)

    def __init__(self) -> None:
        self.begun = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        if _HELLO.match(line):
            self.begun = True
            return ((None, Connect(0, UNKNOWN)),)
        if not self.begun:
            return None
        received = _RECEIVED.match(line)
        if received is not None:
            parsed = reply.parse(line[received.end() :])
            return ((None, parsed),) if parsed is not None else NOTHING
        sent = _SENT.match(line)
        if sent is not None:
            return ((None, Line(sent["line"].rstrip())),)
        if line.startswith(b"SMTP "):
            self.begun = False
            return ((None, Close()),)
        return NOTHING if _PASSED.match(line) else None
