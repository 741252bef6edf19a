"""qpsmtpd: its log at level DEBUG.

    11649 dispatching EHLO client.example
    11649 250-qp.example Hi Unknown [192.0.2.7]
    11649 535 CRAM-MD5 authentication failed for a - auth_flat_file - wrong password

qpsmtpd 0.94 (qpsmtpd-forkserver); through syslog or multilog with their own heads. Responses after
a challenge are not logged.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE
from smtpcodes.readers import _syslog
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_LINE = late(
    rb"(?:@[0-9a-f]{24} )?(?P<pid>[0-9]{1,10}) (?:(?P<command>dispatching )|(?P<code>"
    + CODE
    + rb"[ -])|(?P<begin>Accepted connection [0-9]{1,6}/[0-9]{1,6} from )"
    rb"|(?P<end>click, disconnecting))?"
)


class Qpsmtpd(Reader):
    NAME = FAMILY = "qpsmtpd"
    MARKS = (b"dispatching ", b"Accepted connection 0")
    TITLE = "qpsmtpd's debug log"
    SHOWS = "commands and replies of each connection"
    HIDES = "SASL responses to a challenge, message text"
    SEES = DIALOGUE & ~(Sees.SASL | Sees.RESPONSES | Sees.ORDER)

    EXAMPLES: ClassVar = (
        b"11649 Accepted connection 0/15 from 192.0.2.7 / Unknown\n"
        b"11649 Connection from Unknown [192.0.2.7]\n"
        b"11649 220 mx.example.net ESMTP qpsmtpd ready\n"
        b"11649 dispatching EHLO client.example\n"
        b"11649 250-mx.example.net Hi Unknown [192.0.2.7]\n"
        b"11649 250 PIPELINING\n",
    )
    FORGED: ClassVar = (b"11649 dispatching EHLO 11649 535 5.7.8 no\n",)
    CUT: ClassVar = (b"11649 22\n",)

    def __init__(self) -> None:
        self.sure = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        head = _syslog.head(line) if b"qpsmtpd" in line[:200] else None
        match = _LINE.match(
            line, head.start if head is not None and head.program.startswith(b"qpsmtpd") else 0
        )
        if match is None:
            return None
        key = match["pid"]
        if match["command"]:
            self.sure = True
            return ((key, Line(line[match.end() :])),)
        if match["begin"]:
            self.sure = True
            return (key, Close()), (key, Connect())
        if not self.sure:
            return None
        if match["code"]:
            found = reply.parse(line[match.start("code") :])
            return ((key, found),) if found is not None else NOTHING
        return ((key, Close()),) if match["end"] else NOTHING

    def sniff(self, head: Sequence[bytes]) -> float:
        return (
            0.9
            if any(
                (m := _LINE.match(line)) is not None and (m["command"] or m["begin"])
                for line in head
            )
            else 0.0
        )

    def hidden(self, line: bytes) -> bytes | None:
        match = _PASSWORDS.search(line[:2000])
        return match.group(1) if match is not None else None


_PASSWORDS = late(rb"flat_auth_pw\)? (?:to|returning) [\[(][^:\])]{0,200}:([^\])]{1,1000})[\])]")
