"""Perl's Net::SMTP with Debug, and what stands on it (git send-email --smtp-debug).

    Net::SMTP=GLOB(0x55c319240ee8)<<< 220 mx.example.test ESMTP Postfix             (libnet 3.14)
    Net::SMTP=GLOB(0x55c319240ee8)>>> EHLO client.example.test
    Net::SMTP>>> Net::SMTP(3.14)

The side stands in the arrow, the object in brackets tells the session.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees
from smtpcodes.session.events import Connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_DECODED = late(rb"\(decoded\) ?")


class Netsmtp(Marked):
    NAME = FAMILY = "netsmtp"
    MARKS = (b"Net::SMTP", b"Net::Cmd")
    TITLE = "Perl's Net::SMTP, git send-email"
    SHOWS = "the whole dialogue"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE | Sees.TRAILING

    LINE = late(
        rb"Net::SMTP(?:::\w{1,20}){0,3}=(?:GLOB"
        rb"|HASH)\((?P<key>0x[0-9a-f]{1,16})\)(?:(?P<c>>>>)|(?P<s><<<))(?: |$)"
    )
    PASSED = late(rb"Net::(?:SMTP|Cmd)\w{0,10}>>>|\s*$")

    EXAMPLES: ClassVar = (
        b"Net::SMTP=GLOB(0x55c319240ee8)<<< 220 mx.example.net ESMTP\n"
        b"Net::SMTP=GLOB(0x55c319240ee8)>>> EHLO client.example\n"
        b"Net::SMTP=GLOB(0x55c319240ee8)<<< 250 AUTH PLAIN\n",
    )
    FORGED: ClassVar = (
        b"Net::SMTP=GLOB(0x55c319240ee8)>>> EHLO Net::SMTP=GLOB(0x55c319240ee8)<<< 535 5.7.8 no\n",
    )
    CUT: ClassVar = (b"Net::SMTP=GLOB(0x55c319240ee8)<<< 2\n",)

    def __init__(self) -> None:
        super().__init__()
        self.header = False
        self.known: set[bytes] = set()

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = self.LINE.match(line)
        if match is None and self.key is not None:
            # what a program printed with no line end of its own stands before the mark
            at = (
                line.find(b"=GLOB(" + bytes(self.key) + b")") if isinstance(self.key, bytes) else -1
            )
            start = line.rfind(b"Net::SMTP", 0, at) if at > 0 else -1
            if start > 0:
                line = line[start:]
                match = self.LINE.match(line)
        if line.startswith(b"Net::SMTP>>>"):
            self.header = (
                True  # printed when the module is loaded: what follows begins with a connection
            )
        if (
            match is not None
            and self.header
            and match["key"] not in self.known
            and len(self.known) < 1000
        ):
            self.known.add(match["key"])
            return ((match["key"], Connect()), *(super().take(line) or ()))
        if match is not None and _DECODED.match(line, match.end()):
            return NOTHING  # the line before, or after, in clear
        return super().take(line)

    def hidden(self, line: bytes) -> bytes | None:
        match = self.LINE.match(line)
        decoded = _DECODED.match(line, match.end()) if match is not None else None
        return line[decoded.end() :] or None if decoded is not None else None
