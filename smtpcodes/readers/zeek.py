"""Zeek: smtp.log, as tab-separated values or as JSON.

    #fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	trans_depth	\
helo	mailfrom	rcptto	last_reply	tls
    1254722768.219663	CHhAvVGS1DHFjwGM9	192.0.2.7	1470	192.0.2.9	25	1	GP	\
a@c.example	b@d.example	250 OK id=1Mugho-0003Dg-Un	F
    {"ts":1254722768.2,"uid":"CHhAvVGS1DHFjwGM9","id.orig_h":"192.0.2.7","id.resp_p":25,\
"trans_depth":1,"last_reply":"250 OK","tls":false}

Zeek 4 to 7. Each line is a transaction, and only its last reply is there: it is never judged for
order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers._fields import UNSHOWN, alone
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEADERS = (
    b"#separator ",
    b"#set_separator",
    b"#empty_field",
    b"#unset_field",
    b"#path",
    b"#open",
    b"#fields",
    b"#types",
    b"#close",
    b"### BTest baseline data",
)


class Zeek(Reader):
    NAME = FAMILY = "zeek"
    MARKS = (
        *(b"\n#separator ", b"\n#set_separator", b"\n#empty_field", b"\n#unset_field"),
        *(b"\n#path", b"\n#open", b"\n#fields", b"\n#types", b"\n#close", b"\n### BTest"),
        b'"uid"',
    )
    TITLE = "Zeek's smtp.log"
    SHOWS = "the last reply of each transaction"
    HIDES = "commands, all other replies"
    SEES = Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b"#path\tsmtp\n"
        b"#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\thelo\t"
        b"mailfrom\trcptto\tlast_reply\ttls\n"
        b"1254722768.219663\tCHhAvVGS1DHFjwGM9\t192.0.2.7\t1470\t192.0.2.9\t25\t1\tGP\t"
        b"a@c.example\tb@d.example\t550 No such user\tF\n",
    )
    FORGED: ClassVar = (
        b"#path\tsmtp\n"
        b"#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\thelo\t"
        b"mailfrom\trcptto\tlast_reply\ttls\n"
        b"1254722768.219663\tCHhAvVGS1DHFjwGM9\t192.0.2.7\t1470\t192.0.2.9\t25\t1\t535 5.7.8 "
        b"no\ta@c.example\tb@d.example\t250 OK\tF\n",
    )
    CUT: ClassVar = (b"1254722768.219663\tCHhAvVGS1DHFjwGM9\t192.0.2.7\t14\n",)

    def __init__(self) -> None:
        self.fields: list[bytes] = []
        self.smtp = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        if line[:1] == b"#":
            if not line.startswith(_HEADERS):
                return None
            if line.startswith(b"#path"):
                self.smtp = line.split(b"\t")[-1] == b"smtp"
            elif line.startswith(b"#fields\t"):
                self.fields = line.split(b"\t")[1:]
            return NOTHING
        if line[:1] == b"{":
            return self._json(line) if b'"uid"' in line and b'"id.resp_p"' in line else None
        if not self.fields:
            return None
        values = line.split(b"\t")
        if len(values) < 3:
            return None
        if not self.smtp or len(values) != len(self.fields):
            return NOTHING
        found = dict(zip(self.fields, values, strict=True))
        return _told(found.get(b"last_reply", b"-"), found.get(b"id.resp_p", b""))

    def _json(self, line: bytes) -> Sequence[Item] | None:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return None
        text = found.get("last_reply") if isinstance(found, dict) else None
        return (
            _told(text.encode("utf-8", "surrogateescape"), str(found.get("id.resp_p")).encode())
            if isinstance(text, str)
            else NOTHING
        )


def _told(text: bytes, port: bytes) -> Sequence[Item]:
    answer = reply.parse(text.replace(b"\\x09", b"\t"))
    return (
        alone(Connect(int(port) if port.isdigit() and len(port) < 6 else 0), UNSHOWN, answer)
        if answer is not None
        else NOTHING
    )
