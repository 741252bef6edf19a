"""Dart's mailer package, with its logger (Flutter).

    flutter: [2021-11-02 20:28:46.024676 | Connection | FINE] < 220 mx.example.net ESMTP          \
  (mailer 5.0)
    flutter: [2021-11-02 20:28:46.028638 | Connection | FINE] > EHLO client.example
    < 250 SIZE 52428800

The lines of a reply have a blank where the server sent a hyphen.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, CLOCK, DATE
from smtpcodes.readers._marked import Joined
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = (
    rb"(?:flutter: |[VDI]/flutter ?\( {0,6}\d{1,6}\): )?"
    rb"(?:\[[\d: .-]{19,30} \| \w{1,30} \| \w{1,10}\] |(?:\w{1,10}: )?"
    + DATE
    + rb" "
    + CLOCK
    + rb"\.\d{1,6}: )"
)


class DartMailer(Joined):
    NAME = "dart-mailer"
    MARKS = (b" | ", b"-00-00 00:00:00.0")
    FAMILY = "mailers"
    TITLE = "Dart's mailer (Flutter)"
    SHOWS = "the dialogue"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE & ~Sees.RAW

    LINE = late(_HEAD + rb"(?:(?P<c>> ?)|(?P<s>< ?))")
    FURTHER = late(rb"(?:flutter: )?< (?:" + ANY_CODE + rb"[ -])")
    PASSED = late(_HEAD)

    EXAMPLES: ClassVar = (
        b"flutter: [2021-11-02 20:28:46.024676 | Connection | FINE] < 220 "
        b"mx.example.net ESMTP\n"
        b"flutter: [2021-11-02 20:28:46.028638 | Connection | FINE] > EHLO "
        b"client.example\n"
        b"flutter: [2021-11-02 20:28:46.200001 | Connection | FINE] < 250 "
        b"mx.example.net\n",
    )
    FORGED: ClassVar = (
        b"flutter: [2021-11-02 20:28:46.028638 | Connection | FINE] > EHLO < 535 5.7.8 no\n",
    )
    CUT: ClassVar = (b"flutter: [2021-11-02 20:28:46.0246 | Connection | FINE] < 22\n",)

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = self.LINE.match(line)
        if match is not None and match["c"] is not None and not line[match.end() :]:
            return NOTHING  # the connection is opened
        return super().take(line)
