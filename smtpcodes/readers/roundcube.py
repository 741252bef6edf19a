"""Roundcube's SMTP log (smtp_debug), as a file and through syslog.

    [13-Sep-2016 16:11:36 -0400]: <s37bojm0> Recv: 220 mx.example.net ESMTP          (Roundcube 1.2)
    [13-Sep-2016 16:11:36 -0400]: <s37bojm0> Send: EHLO mail.example.com
    Sep 13 16:11:36 www roundcube: <s37bojm0> Recv: 250 STARTTLS

The word before the colon tells the side.
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, MONTH_DAY, NAMED_DATE
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = (
    rb"(?:\["
    + NAMED_DATE
    + rb" "
    + CLOCK
    + rb" [+-]\d{4}\]:|"
    + MONTH_DAY
    + rb" "
    + CLOCK
    + rb" \S{1,100} roundcube(?:\[\d{1,8}\])?:)"
    rb" (?:<(?P<key>\w{1,40})> )?"
)


class Roundcube(Marked):
    NAME = "roundcube"
    MARKS = (b" +0000]:", b" -0000]:", b" roundcube")
    FAMILY = "mailers"
    TITLE = "Roundcube's SMTP log"
    SHOWS = "the dialogue"
    HIDES = "SASL responses"
    SEES = DIALOGUE & ~Sees.RESPONSES

    LINE = late(_HEAD + rb"(?:(?P<c>Send:)|(?P<s>Recv:))(?: |$)")
    CONNECTED = late(
        _HEAD + rb"Connecting to (?:tls://|(?P<tls>ssl://))?(?P<host>[^\s:]{1,255})"
        rb"(?::(?P<port>\d{1,5}))?"
    )
    PASSED = late(_HEAD)

    EXAMPLES: ClassVar = (
        b"[13-Sep-2016 16:11:36 -0400]: <s37bojm0> Recv: 220 mx.example.net ESMTP\n"
        b"[13-Sep-2016 16:11:36 -0400]: <s37bojm0> Send: EHLO mail.example.com\n"
        b"[13-Sep-2016 16:11:36 -0400]: <s37bojm0> Recv: 250 STARTTLS\n",
    )
    FORGED: ClassVar = (
        b"[13-Sep-2016 16:11:36 -0400]: <s37bojm0> Send: EHLO Recv: 535 5.7.8 no\n",
    )
    CUT: ClassVar = (b"[13-Sep-2016 16:11:36 -0400]: <s37bojm0> Recv: 2\n",)
