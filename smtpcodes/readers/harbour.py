"""Harbour's hbtip (tip_MailSend with its trace on), and xHarbour's.

    20150310-07:58:03  :INETRECVLINE( <pointer>, , 512 )                               (Harbour 3.2)
    >> 220 mx.example.net ESMTP <<
    20150310-07:58:03  :INETSENDALL( <pointer>, 20, EHLO TIPClientSMTP<cr><lf> )

A call with its arguments, and on the next line what it returned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK
from smtpcodes.readers._marked import local
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader
from smtpcodes.session.events import MESSAGE_END, UNKNOWN, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_CALL = late(rb"\d{8}-" + CLOCK + rb" {1,3}:?([A-Z]{3,30})\( (.*)$", re.S)
_SENT = late(rb"[^,]{0,60}, {1,12}\d{1,9}, (.*?)(?:<cr><lf>)? \)$", re.S)
_PEER = late(rb"([^\s,]{1,255}), {1,12}(\d{1,5})\b")
_RETURNED = late(rb">> (.*?)(?: <<)?$", re.S)


class Harbour(Reader):
    NAME = "harbour"
    MARKS = (b"00000000-00:00:00",)
    FAMILY = "mailers"
    TITLE = "Harbour's hbtip"
    SHOWS = "the whole dialogue"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE

    EXAMPLES: ClassVar = (
        b"20150310-07:58:03  :INETRECVLINE( <pointer>, , 512 )\n"
        b">> 220 mx.example.net ESMTP <<\n"
        b"20150310-07:58:03  :INETSENDALL( <pointer>, 20, EHLO client.example<cr><lf> )\n"
        b">> 20 <<\n"
        b"20150310-07:58:03  :INETRECVLINE( <pointer>, , 512 )\n"
        b">> 250 STARTTLS <<\n",
    )
    FORGED: ClassVar = (
        b"20150310-07:58:03  :INETSENDALL( <pointer>, 20, EHLO >> 535 5.7.8 no <<<cr><lf> )\n",
    )
    CUT: ClassVar = (b"20150310-07:58:03  :INETRECVLINE( <pointer>, , 512 )\n>> 22\n",)

    def __init__(self) -> None:
        self.received = False  # the call returns what the server said

    def take(self, line: bytes) -> Sequence[Item] | None:
        call = _CALL.match(line)
        if call is not None:
            name, rest = call.groups()
            self.received = name.startswith(b"INETRECV")
            if name == b"INETSENDALL":
                return self._sent(rest)
            peer = _PEER.match(rest) if name == b"INETCONNECT" else None
            return (
                ((None, Connect(int(peer.group(2)), UNKNOWN, local(peer.group(1)))),)
                if peer is not None
                else NOTHING
            )
        returned = _RETURNED.match(line)
        if returned is not None:
            parsed = reply.parse(returned.group(1)) if self.received else None
            self.received = False
            return ((None, parsed),) if parsed is not None else NOTHING
        return None

    def _sent(self, rest: bytes) -> Sequence[Item]:
        sent = _SENT.match(rest)
        if sent is None:
            return NOTHING
        text = sent.group(1)
        if text == b"." or text.endswith(b"<cr><lf>."):
            return ((None, MESSAGE_END),)
        return tuple((None, Line(part)) for part in text.split(b"<cr><lf>"))

    def sniff(self, head: Sequence[bytes]) -> float:
        return super().sniff(head) if any(_CALL.match(line) for line in head) else 0.0
