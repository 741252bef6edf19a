"""Haraka: the protocol log.

    2026-11-23T22:54:00.522Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] C: EHLO \
client.example state=1
    2026-11-23T22:54:00.527Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] S: 235 \
2.7.0 Authentication successful
    Feb 13 15:14:07 mx haraka[2040]: [PROTOCOL] [D68AA525-0000-4A8D-A55E-05382FF80000] [core] S: \
250 AUTH LOGIN
    level=PROTOCOL uuid=8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802.1 source=core message="S: 530 5.7.0 \
Authentication required"

Haraka 3.3.4. "state=" is added by Haraka. A transaction's number follows the id of the connection
(".1"). "[outbound]" marks what Haraka says as a client.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import DATE, FINE_CLOCK
from smtpcodes.readers import _syslog
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import TLS_STARTED, Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_LINE = late(
    rb"(?:" + DATE + rb"T" + FINE_CLOCK + rb"(?:Z|[+-][0-9:]{4,6}) )?"
    rb"\[(?P<level>DATA|PROTOCOL|DEBUG|INFO|NOTICE|WARN|ERROR|CRIT|ALERT"
    rb"|EMERG)\] (?:\[(?P<id>-|[0-9A-F]{8}-[0-9A-F-]{20,40}(?:\.[0-9.]{1,20})?)\] )?\["
    rb"(?P<plugin>[^\]\s]{1,80})\] "
)
_LOGFMT = late(
    rb"(?:"
    + DATE
    + rb"T"
    + FINE_CLOCK
    + rb"(?:Z|[+-][0-9:]{4,6}) )?level=(?P<level>[A-Za-z]{4,8}) uuid=(?P<id>-"
    rb"|[0-9A-F]{8}-[0-9A-F-]{20,40}(?:\.[0-9.]{1,20})?) "
    rb"(?:source|origin)=(?P<plugin>[^\s\"=]{1,80}) message=(?:\"(?P<text>(?:[^\"\\]"
    rb"|\\.)*)\"|(?P<word>[^\s\"=]{0,200})$)"
)
_QUOTED = late(rb"\\(.)")
_STATE = late(rb" state=-?[0-9]{1,3}$")
_PORT = late(
    rb"connect ip=[^\s]{1,60} port=[0-9]{1,5} local_ip=[^\s]{1,60} local_port=([0-9]{1,5})"
)


class Haraka(Reader):
    NAME = FAMILY = "haraka"
    MARKS = (
        *(b"[DATA] [", b"[PROTOCOL] [", b"[DEBUG] [", b"[INFO] [", b"[NOTICE] [", b"[WARN] ["),
        *(b"[ERROR] [", b"[CRIT] [", b"[ALERT] [", b"[EMERG] [", b" uuid="),
    )
    TITLE = "Haraka's protocol log"
    SHOWS = "commands, replies and SASL responses of each connection, STARTTLS"
    HIDES = "without the level PROTOCOL: nearly everything"
    SEES = (DIALOGUE | Sees.TIMES) & ~Sees.ORDER
    MARKED = True

    EXAMPLES: ClassVar = (
        b"2026-11-23T22:54:00.500Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] "
        b"[core] S: 220 mx.example.net ESMTP Haraka\n"
        b"2026-11-23T22:54:00.522Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] "
        b"[core] C: EHLO client.example state=1\n"
        b"2026-11-23T22:54:00.527Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] "
        b"[core] S: 250 AUTH PLAIN\n",
    )
    FORGED: ClassVar = (
        b"2026-11-23T22:54:00.522Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] "
        b"[core] C: EHLO x [core] S: 535 5.7.8 no state=1\n",
    )
    CUT: ClassVar = (
        b"2026-11-23T22:54:00.527Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] S: 2\n",
    )

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _LINE.match(line)
        if match is None and b"level=" in line[:50]:
            match = _LOGFMT.match(line)
            if match is not None:
                return self._told(
                    match,
                    _QUOTED.sub(rb"\1", match["text"])
                    if match["text"] is not None
                    else match["word"],
                )
        if match is None:
            head = _syslog.head(line) if b"haraka" in line[:300] else None
            match = _LINE.match(line, head.start) if head is not None else None
            if match is None:
                return None
        return self._told(match, line[match.end() :])

    def _told(self, match: re.Match[bytes], text: bytes) -> Sequence[Item]:
        plugin, level = match["plugin"], match["level"].upper()
        key = (
            (match["id"] or b"-").partition(b".")[0]
            if plugin != b"outbound"
            else (b"outbound", match["id"] or b"-")
        )
        if level == b"PROTOCOL":
            if text[:3] == b"C: ":
                return ((key, Line(_STATE.sub(b"", text[3:]))),)
            found = reply.parse(text[3:]) if text[:3] == b"S: " else None
            return ((key, found),) if found is not None else NOTHING
        if plugin == b"core" and level == b"NOTICE":
            if text.startswith(b"disconnect ip="):
                return ((key, Close()),)
            port = _PORT.match(text)
            if port is not None:
                return ((key, Connect(int(port[1]))),)
        if plugin == b"tls" and text.startswith(b"secured: "):
            return ((key, TLS_STARTED),)
        return NOTHING
