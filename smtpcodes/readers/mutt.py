"""Mutt and NeoMutt, debugging at level 2.

    [2020-10-08 22:00:02]<2> mutt_socket_readln_d() 4< 535 5.7.8 Error: authentication failed       (NeoMutt 20200925)
    [2020-10-08 22:00:02]<2> mutt_socket_write_d() 4> EHLO client.example
    4< 220 mx.example.net ESMTP
"""

from __future__ import annotations

import re

from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE

_HEAD = rb"(?:\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]<[0-9EWM]> (?:\w{1,40}\(\) )?)"


class Mutt(Marked):
    NAME = "mutt"
    FAMILY = "mailers"
    TITLE = "Mutt and NeoMutt, debug level 2"
    SHOWS = "the dialogue"
    HIDES = "SASL responses, unless at a higher level"
    SEES = DIALOGUE

    LINE = re.compile(_HEAD + rb"?(?P<key>\d{1,4})(?:(?P<c>> ?)|(?P<s>< ?))")
    PASSED = re.compile(_HEAD)
