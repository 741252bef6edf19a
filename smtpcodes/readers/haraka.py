"""Haraka: the protocol log.

    2026-11-23T22:54:00.522Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] C: EHLO client.example state=1
    2026-11-23T22:54:00.527Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] S: 235 2.7.0 Authentication successful
    Feb 13 15:14:07 mx haraka[2040]: [PROTOCOL] [D68AA525-0000-4A8D-A55E-05382FF80000] [core] S: 250 AUTH LOGIN

Haraka 3.3.4. "state=" is added by Haraka. A transaction's number follows the id of the connection (".1"). "[outbound]"
marks what Haraka says as a client.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers import _syslog
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import TLS_STARTED, Close, Connect, Line

_LINE = re.compile(
    rb"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(?:Z|[+-][0-9:]{4,6}) )?"
    rb"\[(?P<level>DATA|PROTOCOL|DEBUG|INFO|NOTICE|WARN|ERROR|CRIT|ALERT|EMERG)\] (?:\[(?P<id>-|[0-9A-F]{8}-[0-9A-F-]{20,40}(?:\.[0-9.]{1,20})?)\] )?\[(?P<plugin>[^\]\s]{1,80})\] ")
_STATE = re.compile(rb" state=-?[0-9]{1,3}$")
_PORT = re.compile(rb"connect ip=[^\s]{1,60} port=[0-9]{1,5} local_ip=[^\s]{1,60} local_port=([0-9]{1,5})")


class Haraka(Reader):
    NAME = FAMILY = "haraka"
    TITLE = "Haraka's protocol log"
    SHOWS = "commands, replies and SASL responses of each connection, STARTTLS"
    HIDES = "without the level PROTOCOL: nearly everything"
    SEES = (DIALOGUE | Sees.TIMES) & ~Sees.ORDER
    MARKED = True

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _LINE.match(line)
        if match is None:
            head = _syslog.head(line) if b"haraka" in line[:300] else None
            match = _LINE.match(line, head.start) if head is not None else None
            if match is None:
                return None
        plugin = match["plugin"]
        key = (match["id"] or b"-").partition(b".")[0] if plugin != b"outbound" else (b"outbound", match["id"] or b"-")
        text = line[match.end():]
        if match["level"] == b"PROTOCOL":
            if text[:3] == b"C: ":
                return ((key, Line(_STATE.sub(b"", text[3:]))),)
            found = reply.parse(text[3:]) if text[:3] == b"S: " else None
            return ((key, found),) if found is not None else NOTHING
        if plugin == b"core" and match["level"] == b"NOTICE":
            if text.startswith(b"disconnect ip="):
                return ((key, Close()),)
            port = _PORT.match(text)
            if port is not None:
                return ((key, Connect(int(port[1]))),)
        if plugin == b"tls" and text.startswith(b"secured: "):
            return ((key, TLS_STARTED),)
        return NOTHING
