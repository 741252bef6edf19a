"""Courier: courieresmtpd and courieresmtp in syslog.

    Apr 10 03:47:57 mx courieresmtpd: error,relay=::ffff:192.0.2.7,ident=a,from=<a@c.example>,to=<\
b@d.example>: 550 User unknown.
    Aug 14 12:51:04 mx courieresmtpd[26762]: error,relay=::ffff:192.0.2.7,port=43632,msg="535 \
Authentication failed.",cmd: AUTH LOGIN
    Aug 14 12:51:05 mx courieresmtp: id=0000000000AB.CD,from=<a@c.example>,addr=<b@d.example>: \
550 5.1.1 No such user

Courier 0.7x. One line is one line of a reply. Addresses are the client's; the reply follows them.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar.late import late
from smtpcodes.readers import _syslog
from smtpcodes.readers._fields import AUTH, CLOSED, UNSHOWN, address_end, alone, replies, verb
from smtpcodes.readers.base import NOTHING, Event, Item, Reader, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_ERROR = late(
    rb"error,relay=[0-9A-Fa-f.:]{1,60}(?:,port=[0-9]{1,5})?(?:,ident=[^\s,=]{0,64})?,"
    rb"(?:(?P<from>from=<)|msg=\"(?P<msg>[^\"]{0,1000})\",cmd: )"
)
KEPT = 20_000
OTHERS = (
    b"imapd",
    b"pop3d",
    b"imapd-ssl",
    b"pop3d-ssl",
    b"courierd",
    b"authdaemond",
    b"couriertls",
    b"courierfilter",
    b"courierlocal",
    b"imaplogin",
    b"pop3login",
)


class Courier(Reader):
    NAME = FAMILY = "courier"
    MARKS = (b"courier", b"esmtpd", b"imapd", b"pop3d", b"authdaemond", b"imaplogin", b"pop3login")
    TITLE = "Courier's SMTP server and client in syslog"
    SHOWS = "refused senders, recipients and log-ins with their replies"
    HIDES = "everything that succeeds"
    SEES = Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b"Apr 10 03:47:57 mx courieresmtpd: started,ip=[::ffff:192.0.2.7]\n"
        b"Aug 14 12:51:04 mx courieresmtpd[26762]: "
        b'error,relay=::ffff:192.0.2.7,port=43632,msg="535 Authentication failed.",cmd: '
        b"AUTH LOGIN\n"
        b"Aug 14 12:51:05 mx courieresmtp: "
        b"id=0000000000AB.CD,from=<a@c.example>,addr=<b@d.example>: 550 5.1.1 No such "
        b"user\n",
    )
    FORGED: ClassVar = (
        b"Apr 10 03:47:57 mx courieresmtpd: "
        b"error,relay=::ffff:192.0.2.7,ident=a,from=<a: 535 5.7.8 "
        b"no@c.example>,to=<b@d.example>: 550 User unknown.\n",
    )
    CUT: ClassVar = (
        b"Apr 10 03:47:57 mx courieresmtpd: error,relay=::ffff:192.0.2.7,from=<a@c.example\n",
    )

    def __init__(self) -> None:
        self.open: set[int] = set()  # messages of which more lines of a reply follow

    def take(self, line: bytes) -> Sequence[Item] | None:
        head = _syslog.head(line)
        if head is None:
            return None
        at = head.start
        if head.program in (b"courieresmtpd", b"esmtpd", b"esmtpd-ssl", b"esmtpd-msa"):
            return self._server(line, at)
        if head.program == b"courieresmtp":
            return self._client(line, at)
        return NOTHING if head.program in OTHERS else None

    def _server(self, line: bytes, at: int) -> Sequence[Item]:
        match = _ERROR.match(line, at)
        if match is None:
            return NOTHING
        if match["from"] is None:
            lines = replies(match["msg"])
            sent = commands.parse(line[match.end() :])
            return (
                alone(
                    AUTH if sent.verb == commands.OTHER and lines[0].code == 535 else sent, *lines
                )
                if lines
                else NOTHING
            )
        end = address_end(line, match.end())
        name = b"MAIL"
        if line.startswith(b",to=<", end):
            end = address_end(line, end + 5)
            name = b"RCPT"
        lines = replies(line[end + 2 :]) if line.startswith(b": ", end) else []
        return alone(verb(name), *lines) if lines else NOTHING

    def _client(self, line: bytes, at: int) -> Sequence[Item]:
        start = line.find(b",from=<", at)
        end = address_end(line, start + 7) if start > 0 else 0
        if not line.startswith(b"id=", at) or not line.startswith(b",addr=<", end):
            return NOTHING
        end = address_end(line, end + 7)
        lines = replies(line[end + 2 :]) if line.startswith(b": ", end) else []
        if not lines or lines[0].code < 400:
            return NOTHING
        key = hash(line[at:end])
        events: list[Event] = [*lines] if key in self.open else [UNSHOWN, *lines]
        self.open.discard(key)
        if not lines[-1].more:
            events.append(CLOSED)
        elif len(self.open) < KEPT:
            self.open.add(key)
        return [(key, event) for event in events]
