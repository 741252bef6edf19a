"""Dart's mailer package, with its logger (Flutter).

    flutter: [2021-11-02 20:28:46.024676 | Connection | FINE] < 220 mx.example.net ESMTP            (mailer 5.0)
    flutter: [2021-11-02 20:28:46.028638 | Connection | FINE] > EHLO client.example
    < 250 SIZE 52428800
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees

_HEAD = rb"(?:flutter: )?\[[\d: .-]{19,30} \| \w{1,30} \| \w{1,10}\] "


class DartMailer(Marked):
    NAME = "dart-mailer"
    FAMILY = "mailers"
    TITLE = "Dart's mailer (Flutter)"
    SHOWS = "the dialogue"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE & ~(Sees.RAW | Sees.EHLO)

    LINE = re.compile(_HEAD + rb"(?:(?P<c>> ?)|(?P<s>< ?))")
    CONTINUED = re.compile(rb"< (?=\d{3}[ -])")
    PASSED = re.compile(_HEAD)

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = self.LINE.match(line)
        if match is not None and match["c"] is not None and not line[match.end():]:
            return NOTHING                      # the connection is opened
        return super().take(line)

    def server(self, text: bytes) -> Sequence[Item]:
        if self.more:
            return NOTHING                      # "250 " stands on every line: a further one is no reply of its own
        items = super().server(text)
        self.more = True
        return items

    def client(self, text: bytes) -> Sequence[Item]:
        self.more = False
        return super().client(text)
