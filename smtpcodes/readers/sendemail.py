"""sendEmail, the Perl program, with -v.

    Sep 13 13:22:09 client sendEmail[7929]: DEBUG => Connecting to mx.example.net:587               (sendEmail 1.56)
    Sep 13 13:22:09 client sendEmail[7929]: SUCCESS => Received: 	220 mx.example.net ESMTP
    Sep 13 13:22:09 client sendEmail[7929]: INFO => Sending: 	EHLO client.example
"""

from __future__ import annotations

import re

from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, Sees

_HEAD = rb"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,100} sendEmail\[(?P<key>\d{1,8})\]: [A-Z]{3,10} => "


class SendEmail(Marked):
    NAME = "sendemail"
    FAMILY = "mailers"
    TITLE = "sendEmail -v"
    SHOWS = "the dialogue; a reply's lines joined"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE & ~(Sees.RAW | Sees.EHLO)

    LINE = re.compile(_HEAD + rb"(?:(?P<c>Sending:)|(?P<s>Received:))\s{0,4}")
    CONNECTED = re.compile(_HEAD + rb"Connecting to (?P<host>[^\s:]{1,255}):(?P<port>\d{1,5})")
    PASSED = re.compile(_HEAD)
