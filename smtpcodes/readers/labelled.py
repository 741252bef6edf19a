"""Dialogues whose lines name their side.

    S: 220 mx.example.net ESMTP
    C: EHLO client.example
    2024-10-26T00:00:00.017Z [80e38851] C: EHLO client9330.example

RFC examples, MailKit's ProtocolLogger, SubEthaSMTP, test transcripts. "C: ", "Client: ", "Sent: ", "-> ", ">>> " and
their like; with or without a time stamp and a session id in brackets before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Line

_PREFIX = rb"(?:(?P<time>\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*|\[?\d\d:\d\d:\d\d\S*)\s+)?(?:\[(?P<key>[^\]\s]{1,64})\]\s+)?"
_LINE = re.compile(_PREFIX + rb"(?:(?P<c>(?:C|c|Client|CLIENT|client|Sent|SENT|Send):|>>>|-->|->)|(?P<s>(?:S|s|Server|SERVER|server|Got|GOT|Recv|Received):|<<<|<--|<-))(?: |$)")


_DIGITS = b"0123456789"
_NAMES_ALONE = frozenset((b"C: MAIL ", b"C: RCPT ", b"C: EHLO ", b"C: HELO "))
_SUCCESS = frozenset((b"S: 220", b"S: 221", b"S: 250"))


class Labelled(Reader):
    NAME = FAMILY = "labelled"
    TITLE = "dialogues whose lines name their side (C:, S:)"
    SHOWS = "commands, replies and SASL responses, in order"
    HIDES = "TLS from the start of a connection; who closed it"
    SEES = DIALOGUE | Sees.TRAILING
    STATELESS = True

    def take(self, line: bytes) -> Sequence[Item] | None:
        mark = line[:3]
        if mark == b"C: ":
            return ((None, Line(line[3:])),)
        if mark == b"S: ":
            parsed = reply.parse(line[3:])
            return ((None, parsed),) if parsed is not None else NOTHING
        match = _LINE.match(line)
        if match is None:
            return None if line.strip() else NOTHING
        rest = line[match.end():]
        key = match.group("key")
        if match.group("c") is not None:
            return ((key, Line(rest)),)
        parsed = reply.parse(rest)
        return ((key, parsed),) if parsed is not None else NOTHING

    def alike(self, line: bytes) -> bytes | None:
        if len(line) > 480 or b"=" in line or b"AUTH" in line:
            return None
        head = line[:8]
        if head in _NAMES_ALONE:
            return head
        # the codes stand at the beginning; in what follows numbers tell nothing
        return line[:22] + line[22:].translate(None, _DIGITS) if line[:6] in _SUCCESS else None
