"""Mutt and NeoMutt, debugging at level 2.

    [2020-10-08 22:00:02]<2> mutt_socket_readln_d() 4< 535 5.7.8 Error: authentication failed     \
  (NeoMutt 20200925)
    [2020-10-08 22:00:02]<2> mutt_socket_write_d() 4> EHLO client.example
    4< 220 mx.example.net ESMTP

The number is a socket's. What IMAP and POP servers say over others tells nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, DATE
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = rb"(?:\[" + DATE + rb" " + CLOCK + rb"\]<[0-9EWM]> (?:\w{1,40}\(\) )?)"
_OTHER = late(
    rb"\* (?:OK|PREAUTH|BYE|CAPABILITY|NO|BAD|\d)|\+OK|-ERR|\+ |[a-z]{1,5}\d{4} (?:OK|NO|BAD)\b"
)
_TAGGED = late(rb"[a-z]{1,5}\d{4} [A-Z]|(?:CAPA|USER \S+|STLS|UIDL|STAT|RETR \d+)$")


class Mutt(Marked):
    NAME = "mutt"
    MARKS = (
        *(b"\n0>", b"\n00>", b"\n000>", b"\n0000>", b"\n0<", b"\n00<", b"\n000<", b"\n0000<"),
        b"]<",
    )
    FAMILY = "mailers"
    TITLE = "Mutt and NeoMutt, debug level 2"
    SHOWS = "the dialogue"
    HIDES = "SASL responses, unless at a higher level"
    SEES = DIALOGUE & ~(Sees.SASL | Sees.RESPONSES)

    LINE = late(_HEAD + rb"?(?P<key>\d{1,4})(?:(?P<c>> ?)|(?P<s>< ?))")
    PASSED = late(_HEAD)

    EXAMPLES: ClassVar = (
        b"[2020-10-08 22:00:01]<2> mutt_socket_readln_d() 4< 220 mx.example.net ESMTP\n"
        b"[2020-10-08 22:00:01]<2> mutt_socket_write_d() 4> EHLO client.example\n"
        b"[2020-10-08 22:00:02]<2> mutt_socket_readln_d() 4< 250 AUTH PLAIN\n",
    )
    FORGED: ClassVar = (
        b"[2020-10-08 22:00:01]<2> mutt_socket_write_d() 4> EHLO 4< 535 5.7.8 no\n",
    )
    CUT: ClassVar = (b"[2020-10-08 22:00:02]<2> mutt_socket_readln_d() 4< 2\n",)

    def __init__(self) -> None:
        super().__init__()
        self.other: set[object] = set()  # sockets that speak no SMTP

    def client(self, text: bytes) -> Sequence[Item]:
        if _TAGGED.match(text):
            self.other.add(self.key)
        return NOTHING if self.key in self.other else super().client(text)

    def server(self, text: bytes) -> Sequence[Item]:
        if _OTHER.match(text):
            self.other.add(self.key)
        elif text.startswith(b"220"):  # the socket's number is used again
            self.other.discard(self.key)
        return NOTHING if self.key in self.other else super().server(text)
