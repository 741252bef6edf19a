"""Dialogues whose lines name their side.

    S: 220 mx.example.net ESMTP
    2024-10-26T00:00:00.017Z [80e38851] C: EHLO client9330.example
    10:41:12 AM - Server: 220 host.local ESMTP SubEthaSMTP null

RFC examples, MailKit's ProtocolLogger, SubEthaSMTP, Zimbra, test transcripts. "C: ", "Client: ", "Sent: ", "-> ", ">>> " and
their like; with or without a time stamp, a logger's name and a session id before them. Further lines of a reply may stand
without their mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Line

_TIME = rb"(?P<time>\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d\S{0,16}|\[?\d\d:\d\d:\d\d\S{0,16}(?: [AP]M)?)"
_LOGGER = rb"(?:(?:TRACE|DEBUG|INFO|WARN|ERROR)\s{1,4})?(?:\[[^\]]{1,80}\]\s{1,4}){0,2}?(?:[A-Za-z_][\w.$]{2,100}\s{1,4})?-\s"
_PREFIX = rb"(?:flutter: |" + _TIME + rb"\s{1,4}(?:" + _LOGGER + rb")?)?(?:\[(?P<key>[^\]\s]{1,64})\]\s{1,4})?"
_CLIENT = rb"(?:C|c|Client|CLIENT|client|Sent|SENT|Send):|>>>|-->|->|\[->\]"
_SERVER = rb"(?:S|s|Server|SERVER|server|Got|GOT|Recv):|Received:(?= ?\d{3}[ -])|<<<|<--|<-|\[<-\]"
_LINE = re.compile(_PREFIX + rb"(?:(?P<c>" + _CLIENT + rb")|(?P<s>" + _SERVER + rb"))(?:[ \t]|\xc2\xa0|$)")
_BARE = re.compile(rb"\d{3}(?:-| (?=\S))")
_OTHER = re.compile(rb"(?:H|E): |\s*$|\(server closed|!: |" + _TIME + rb"\s{1,4}(?:" + _LOGGER + rb")?SMTP ")
_ZIMBRA = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]{4,5} {1,2}\[[^\]]{1,200}\] \[[^\]]{0,400}\] ")
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
            if _BARE.match(line):                               # a further line of a reply
                parsed = reply.parse(line)
                return ((None, parsed),) if parsed is not None else None
            return NOTHING if _OTHER.match(line) or _ZIMBRA.match(line) else None
        rest = line[match.end():]
        key = match.group("key")
        if match.group("c") is not None:
            return ((key, Line(rest)),)
        parsed = reply.parse(rest)
        return ((key, parsed),) if parsed is not None else NOTHING

    def sniff(self, head: Sequence[bytes]) -> float:
        lines = [line for line in head if line.strip()]
        marked = sum(1 for line in lines if _LINE.match(line))
        bare = sum(1 for line in lines if _BARE.match(line))
        if not marked:
            return 0.05 * sum(1 for line in lines if _ZIMBRA.match(line)) / max(1, len(lines))
        return (marked + min(bare, 12 * marked)) / len(lines)

    def alike(self, line: bytes) -> bytes | None:
        if len(line) > 480 or b"=" in line or b"AUTH" in line or b"[127." in line or b"::1]" in line:
            return None
        head = line[:8]
        if head in _NAMES_ALONE:
            return head
        # the codes stand at the beginning; in what follows numbers tell nothing
        return line[:22] + line[22:].translate(None, _DIGITS) if line[:6] in _SUCCESS else None
