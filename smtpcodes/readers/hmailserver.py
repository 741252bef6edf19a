"""hMailServer: its log of SMTP conversations.

    "SMTPD"	15356	2564	"2022-07-04 20:46:05.173"	"192.0.2.7"	"RECEIVED: AUTH LOGIN"
    "SMTPD"	15356	2564	"2022-07-04 20:46:05.177"	"192.0.2.7"	\
"SENT: 535 Authentication failed. Restarting authentication process."
    "SMTPC"	15356	2565	"2022-07-04 20:46:06.001"	"192.0.2.9"	\
"RECEIVED: 250-mx.example[nl]250 SIZE 20480000"

hMailServer 5.6. SMTPD is the server, SMTPC the client; "[nl]" stands for a line's end.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import DATE, FINE_CLOCK
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_LINE = late(
    rb"\"(?P<service>[A-Z0-9]{2,12})\"\t[0-9]{1,10}\t(?:(?P<session>[0-9]{1,10})\t)?\""
    + DATE
    + rb" "
    + FINE_CLOCK
    + rb"\"\t"
    rb"(?:\"(?P<address>[0-9A-Fa-f.:]{1,60})\"\t)?\"(?:(?P<what>SENT|RECEIVED): )?"
)


class Hmailserver(Reader):
    NAME = FAMILY = "hmailserver"
    MARKS = (b'"\t0',)
    TITLE = "hMailServer's SMTP log"
    SHOWS = "commands, replies and SASL responses, of server and client"
    HIDES = "the password of AUTH LOGIN, which it masks; message text"
    SEES = (DIALOGUE | Sees.TIMES) & ~(Sees.RESPONSES | Sees.ORDER)
    MARKED = True

    EXAMPLES: ClassVar = (
        b'"SMTPD"\t15356\t2564\t"2022-07-04 20:46:05.100"\t"192.0.2.7"\t"SENT: 220 '
        b'mx.example.net ESMTP"\n'
        b'"SMTPD"\t15356\t2564\t"2022-07-04 20:46:05.173"\t"192.0.2.7"\t"RECEIVED: AUTH '
        b'LOGIN"\n'
        b'"SMTPD"\t15356\t2564\t"2022-07-04 20:46:05.177"\t"192.0.2.7"\t"SENT: 504 '
        b'Authentication not enabled."\n',
    )
    FORGED: ClassVar = (
        b'"SMTPD"\t15356\t2564\t"2022-07-04 20:46:05.173"\t"192.0.2.7"\t"RECEIVED: EHLO '
        b'"SENT: 535 5.7.8 no"\n',
    )
    CUT: ClassVar = (b'"SMTPD"\t15356\t2564\t"2022-07-04 20:46:05.177"\t"192.0.2.7"\t"SENT: 5\n',)

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _LINE.match(line)
        if match is None:
            return None
        service = match["service"]
        if service not in (b"SMTPD", b"SMTPC") or match["what"] is None:
            return NOTHING
        key = service, match["session"], match["address"]
        lines = line[match.end() :].rstrip().removesuffix(b'"').split(b"[nl]")
        if (service == b"SMTPD") is (match["what"] == b"SENT"):
            return [(key, x) for raw in lines if (x := reply.parse(raw)) is not None]
        return [(key, Line(raw)) for raw in lines]
