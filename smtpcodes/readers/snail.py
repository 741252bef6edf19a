"""s-nail, the mail program, with -v or -d.

    s-nail: >>> SERVER: 220 mx.example.test ESMTP                   (s-nail 14.9.24)
    s-nail: >>> EHLO vm
    s-nail: Credentials: host mx.example.test:587, user alice, pass secret

The password stands in clear in the last one.
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar


class Snail(Marked):
    NAME = "s-nail"
    MARKS = (b"\ns-nail: ", b"/dead.letter ")
    FAMILY = "mailers"
    TITLE = "s-nail -v"
    SHOWS = "the whole dialogue"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE

    LINE = late(rb"s-nail: >>> (?:(?P<s>SERVER: ?)|(?P<c>))")
    CONNECTED = late(rb"s-nail: Connecting to (?P<host>[^\s:]{1,255}):(?P<port>\d{1,5}) ")
    PASSED = late(rb"s-nail: |/\S{1,200}/dead\.letter |\s*$")

    EXAMPLES: ClassVar = (
        b"s-nail: >>> SERVER: 220 mx.example.net ESMTP\n"
        b"s-nail: >>> EHLO vm\n"
        b"s-nail: >>> SERVER: 250 AUTH PLAIN\n",
    )
    FORGED: ClassVar = (b"s-nail: >>> EHLO >>> SERVER: 535 5.7.8 no\n",)
    CUT: ClassVar = (b"s-nail: >>> SERVER: 2\n",)

    def hidden(self, line: bytes) -> bytes | None:
        match = _PASS.match(line)
        return match.group(1) if match is not None else None


_PASS = late(rb"s-nail: Credentials: host .{1,300}, pass (.+)$")
