"""sendEmail, the Perl program, with -v.

    Sep 13 13:22:09 client sendEmail[7929]: DEBUG => Connecting to mx.example.net:587             \
  (sendEmail 1.56)
    Sep 13 13:22:09 client sendEmail[7929]: SUCCESS => Received: 	220 mx.example.net ESMTP
    Sep 13 13:22:09 client sendEmail[7929]: INFO => Sending: 	EHLO client.example

The lines of a reply stand in one, with commas between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, MONTH_DAY
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, Item, Sees
from smtpcodes.readers.phpmailer import unglued

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = (
    MONTH_DAY
    + rb" "
    + CLOCK
    + rb" \S{1,100} sendEmail(?:\.exe|\.pl)?\[(?P<key>\d{1,8})\]: [A-Z]{3,10} => "
)


class SendEmail(Marked):
    NAME = "sendemail"
    MARKS = (b" sendEmail[", b" sendEmail.exe[", b" sendEmail.pl[")
    FAMILY = "mailers"
    TITLE = "sendEmail -v"
    SHOWS = "the dialogue; a reply's lines joined"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE & ~Sees.RAW

    LINE = late(_HEAD + rb"(?:(?P<c>Sending:)|(?P<s>Received:))\s{0,12}")
    CONNECTED = late(_HEAD + rb"Connecting to (?P<host>[^\s:]{1,255}):(?P<port>\d{1,5})")
    PASSED = late(_HEAD)

    EXAMPLES: ClassVar = (
        b"Sep 13 13:22:09 client sendEmail[7929]: DEBUG => Connecting to "
        b"mx.example.net:587\n"
        b"Sep 13 13:22:09 client sendEmail[7929]: SUCCESS => Received: \t220 "
        b"mx.example.net ESMTP\n"
        b"Sep 13 13:22:09 client sendEmail[7929]: INFO => Sending: \tEHLO client.example\n",
    )
    FORGED: ClassVar = (
        b"Sep 13 13:22:09 client sendEmail[7929]: INFO => Sending: \tEHLO SUCCESS => "
        b"Received: 535 5.7.8 no\n",
    )
    CUT: ClassVar = (b"Sep 13 13:22:09 client sendEmail[7929]: SUCCESS => Received: \t2\n",)

    def server(self, text: bytes) -> Sequence[Item]:
        found = [reply.parse(part.rstrip(b", ")) for part in unglued(text)]
        return [(self.key, x) for x in found if x is not None]
