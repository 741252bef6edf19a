"""swaks, the Swiss army knife for SMTP.

    === Connected to mx.example.net.
    <-  220 mx.example.net ESMTP                    (swaks 20201014.0)
     ~> AUTH PLAIN AGFsaWNlAG5vdGhpbmc=

The mark tells side and TLS: ``<-`` ``->`` in clear, ``<~`` ``~>`` under TLS, ``<*`` ``<**`` ``<~*``
a reply that swaks did not want, ``**>`` a line that it sent nevertheless.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import NO, TLS_STARTED, YES, Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_SERVER = late(rb"<(?:[-~]|[-~*]\*|\*\*) {1,2}")
_CLIENT = late(rb" ?(?:[-~]>|\*[-~*]>|\*\*>) ?")
_CONNECTED = late(rb"=== Connected to (\S+?)\.?$")
_TRYING = late(rb"=== Trying (\S+?):(\d{1,5})\.\.\.$")
_PROMPT = rb"(?:[A-Za-z][A-Za-z _-]{0,40}: ){%d,3}"  # asked on a terminal: no line feed follows it
_ASKED = late(_PROMPT % 1 + rb"(?==== )")
_DUMP = late(
    _PROMPT % 0 + rb"(?:App|Authentication|Data|DATA|Output|Pipe|PROXY|Protocol|TLS / Encryption"
    rb"|Transport|XCLIENT) Info:$"
)
_LOCAL = (b"127.", b"::1", b"localhost", b"[::1]")


class Swaks(Reader):
    NAME = FAMILY = "swaks"
    MARKS = (
        *(b"\n=== ", b": === ", b"\n*** ", b" Info:", b"\n<-", b"\n<~", b"\n<*", b" <-", b" <~"),
        *(b"\n->", b"\n ->", b"\n~>", b"\n ~>", b"\n*->", b"\n *->", b"\n*~>", b"\n *~>"),
        *(b"\n**>", b"\n **>"),
    )
    TITLE = "swaks output"
    SHOWS = "the whole dialogue; TLS in its marks"
    HIDES = "nothing"
    SEES = DIALOGUE | Sees.IMPLICIT_TLS | Sees.TRAILING

    EXAMPLES: ClassVar = (
        b"=== Trying mx.example.net:25...\n"
        b"=== Connected to mx.example.net.\n"
        b"<-  220 mx.example.net ESMTP\n"
        b" -> EHLO client.example\n"
        b"<-  250 AUTH PLAIN\n"
        b" -> AUTH PLAIN [redacted]\n"
        b"<** 535 5.7.8 Authentication failed\n",
    )
    FORGED: ClassVar = (b" -> EHLO <** 535 5.7.8 no\n",)
    CUT: ClassVar = (b"<-  2\n",)

    def __init__(self) -> None:
        self.port = 0
        self.tls = False
        self.dump = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        if line.startswith(b"=== "):
            return self._state(line)
        asked = _ASKED.match(line)
        if asked is not None:
            return self._state(line[asked.end() :])
        if line.startswith(b"*** "):
            return NOTHING
        if _DUMP.match(line):  # --dump shows the settings and no session
            self.dump = True
            return NOTHING
        match = _SERVER.match(line)
        if match is not None:
            parsed = reply.parse(line[match.end() :])
            return (
                (*self._secure(line[1:2] == b"~"), (None, parsed))
                if parsed is not None
                else NOTHING
            )
        match = _CLIENT.match(line)
        if match is not None:
            return (*self._secure(b"~" in match.group()), (None, Line(line[match.end() :])))
        if line.strip() in (b"<-", b"<~"):
            return NOTHING
        return NOTHING if self.dump else None

    def _secure(self, secure: bool) -> tuple[Item, ...]:
        if secure and not self.tls:
            self.tls = True
            return ((None, TLS_STARTED),)
        return ()

    def _state(self, line: bytes) -> Sequence[Item]:
        trying = _TRYING.match(line)
        if trying is not None:
            self.port = int(trying.group(2))
            return NOTHING
        connected = _CONNECTED.match(line)
        if connected is not None:
            self.tls = False
            local = YES if connected.group(1).startswith(_LOCAL) else NO
            return ((None, Connect(self.port, YES if self.port == 465 else NO, local)),)
        if line.startswith(b"=== TLS started"):
            if self.tls:
                return NOTHING
            self.tls = True
            return ((None, TLS_STARTED),)
        if line.startswith(b"=== Connection closed"):
            return ((None, Close()),)
        return NOTHING

    def sniff(self, head: Sequence[bytes]) -> float:
        marked = any(
            _SERVER.match(line) or _CLIENT.match(line) or _DUMP.match(line) for line in head
        )
        score = super().sniff(head)
        if self.dump and score <= 0.01:
            return 0.75  # the settings and the mail that --dump shows: no bounce
        return (
            score if marked else 0.29 * score
        )  # -np leaves the marks out: then it is a bare dialogue
