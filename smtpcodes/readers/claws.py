"""Claws Mail's network log.

    * Account 'alice': Connecting to SMTP server: mx.example.net:587...               (Claws Mail 4)
    [2025-01-06 17:47:58] SMTP< 220 mx.example.net ESMTP
    [2025-01-06 17:47:58] ESMTP> EHLO client.example

The side stands in the arrow.
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_TIME = rb"(?:\[[\d: -]{5,24}\] )?"


class Claws(Marked):
    NAME = "claws"
    MARKS = (b"SMTP>", b"SMTP<", b"] *", b"\n* Account", b"\n* SMTP", b"\n* IMAP", b"\n* POP")
    FAMILY = "mailers"
    TITLE = "Claws Mail's network log"
    SHOWS = "the dialogue"
    HIDES = "SASL responses"
    SEES = DIALOGUE

    LINE = late(_TIME + rb"E?SMTP(?:(?P<c>> ?)|(?P<s>< ?))")
    CONNECTED = late(
        _TIME + rb"\* Account '[^']{0,200}': Connecting to SMTP server: "
        rb"(?P<host>[^:\s]{1,255}):(?P<port>\d{1,5})"
    )
    PASSED = late(rb"\[[\d: -]{5,24}\] \*{1,3} |\* (?:Account|SMTP|IMAP|POP)")

    EXAMPLES: ClassVar = (
        b"* Account 'alice': Connecting to SMTP server: mx.example.net:587...\n"
        b"[2025-01-06 17:47:58] SMTP< 220 mx.example.net ESMTP\n"
        b"[2025-01-06 17:47:58] ESMTP> EHLO client.example\n"
        b"[2025-01-06 17:47:58] ESMTP< 250 AUTH PLAIN\n",
    )
    FORGED: ClassVar = (b"[2025-01-06 17:47:58] ESMTP> EHLO ESMTP< 535 5.7.8 no\n",)
    CUT: ClassVar = (b"[2025-01-06 17:47:58] ESMTP< 25\n",)
