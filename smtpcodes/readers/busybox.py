"""BusyBox's sendmail -v.

    sendmail: recv:'220 mx.example.net ESMTP ready'                     (BusyBox 1.31)
    sendmail: send:'EHLO client.example'
    sendmail: recv:'250 STARTTLS'

Quotation marks stand around the line as it was, and are not escaped in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, Item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar


class BusyBox(Marked):
    NAME = "busybox"
    MARKS = (b"\nsendmail: ",)
    FAMILY = "mailers"
    TITLE = "BusyBox sendmail -v"
    SHOWS = "the dialogue"
    HIDES = "TLS, which a helper makes"
    SEES = DIALOGUE

    LINE = late(rb"sendmail: (?:(?P<c>send)|(?P<s>recv)):'")
    PASSED = late(rb"sendmail: ")

    EXAMPLES: ClassVar = (
        b"sendmail: recv:'220 mx.example.net ESMTP ready'\nsendmail: send:'EHLO client.example'\n"
        b"sendmail: recv:'250-mx.example.net'\nsendmail: recv:'250 AUTH PLAIN LOGIN'\n"
        b"sendmail: send:'AUTH LOGIN'\nsendmail: recv:'334 VXNlcm5hbWU6'\n"
        b"sendmail: send:'YWxpY2U='\n"
        b"sendmail: recv:'535 Authentication failed'\n",
    )
    FORGED: ClassVar = (b"sendmail: send:'EHLO x' sendmail: recv:'535 5.7.8 no'",)

    def client(self, text: bytes) -> Sequence[Item]:
        return super().client(text.removesuffix(b"'"))

    def server(self, text: bytes) -> Sequence[Item]:
        return super().server(text.removesuffix(b"'"))
