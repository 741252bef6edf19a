"""CommuniGate Pro, log level "All Info".

    03:11:43.611 5 SMTPI-000123([192.0.2.7]) out: 220 mx.example.net ESMTP CommuniGate Pro 6.1
    03:11:43.720 5 SMTPI-000123([192.0.2.7]) inp: EHLO client.example
    03:11:44.120 4 SMTP-004567(mx.example.org) rsp: 550 5.1.1 unknown user

``SMTPI`` is the server's side (``inp:`` the client's line, ``out:`` its own), ``SMTP`` the sending
side (``cmd:``, ``rsp:``).
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = CLOCK + rb"\.\d{2,3} \d "


class CommuniGate(Marked):
    NAME = "communigate"
    MARKS = (
        *(b"0 SMTP", b"0 LMTP", b"0 QUEUE", b"0 ROUTER", b"0 DEQUEUER", b"0 ENQUEUER"),
        b"0 EXTFILTER",
    )
    FAMILY = "servers"
    TITLE = "CommuniGate Pro"
    SHOWS = "commands and replies, of both sides of the server"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE & ~Sees.ORDER

    LINE = late(
        _HEAD + rb"(?P<key>(?:SMTPI|SMTP|LMTPI|LMTP)-\d{1,10})\([^()\s]{0,255}\) (?:(?P<c>inp"
        rb"|cmd)|(?P<s>out|rsp)): ?"
    )
    PASSED = late(_HEAD + rb"(?:SMTPI|SMTP|LMTPI|LMTP|QUEUE|ROUTER|DEQUEUER|ENQUEUER|EXTFILTER)\b")

    EXAMPLES: ClassVar = (
        b"03:11:43.611 5 SMTPI-000123([192.0.2.7]) out: 220 mx.example.net ESMTP "
        b"CommuniGate Pro 6.1\n"
        b"03:11:43.720 5 SMTPI-000123([192.0.2.7]) inp: EHLO client.example\n"
        b"03:11:43.721 5 SMTPI-000123([192.0.2.7]) out: 250-mx.example.net\n"
        b"03:11:43.721 5 SMTPI-000123([192.0.2.7]) out: 250 AUTH LOGIN PLAIN\n"
        b"03:11:43.910 5 SMTPI-000123([192.0.2.7]) inp: MAIL FROM:<a@example.com>\n"
        b"03:11:43.911 5 SMTPI-000123([192.0.2.7]) out: 530 5.7.0 authentication required\n",
        b"03:11:44.119 4 SMTP-004567(mx.example.org) cmd: RCPT TO:<b@example.org>\n"
        b"03:11:44.120 4 SMTP-004567(mx.example.org) rsp: 550 5.1.1 unknown user\n",
    )
    FORGED: ClassVar = (
        b"03:11:43.720 5 SMTPI-000123([192.0.2.7]) inp: EHLO SMTPI-000123([192.0.2.7]) "
        b"out: 535 5.7.8 no",
    )
