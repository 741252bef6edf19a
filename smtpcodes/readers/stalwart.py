"""Stalwart: the trace of its SMTP sessions, and its events.

    2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp \
remote.ip="192.0.2.7" remote.port=36004}: smtp::inbound::session: event="write" data="535 5.7.8 \
Authentication credentials invalid.\\r\\n" size=47
    2024-10-01T10:00:00Z TRACE Raw SMTP output sent (smtp.raw-output) listenerId = "submission", \
localPort = 587, remoteIp = 192.0.2.7, remotePort = 36004, size = 14, contents = "250 2.0.0 \
OK\\r\\n"
    2024-10-01T10:00:00Z INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 31, \
from = "a@c.example", to = ["b@d.example"], hostname = "mx.d.example", to = "b@d.example", code = \
550, details = "No such user", elapsed = 1ms

Stalwart SMTP 0.4 and 0.10 (crates/trc). Lines are escaped as in Rust, and one write may hold
several. Fields are read from the first to the last; of a remote server's reply the enhanced code is
not shown. An event "dsn-..." repeats what others said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import DATE, FINE_CLOCK
from smtpcodes.readers._fields import AUTH, alone, verb
from smtpcodes.readers.base import DIALOGUE, NOTHING, Event, Item, Reader, Sees
from smtpcodes.session.events import (
    CONNECTION,
    LOST,
    MESSAGE_END,
    UNKNOWN,
    YES,
    Authenticated,
    Close,
    Connect,
    Failed,
    Line,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

TRACED = (DIALOGUE | Sees.TIMES | Sees.TRAILING) & ~Sees.ORDER
_LEVEL = rb"(?:TRACE|DEBUG|INFO|WARN|ERROR) "
_HEAD = late(DATE + rb"T" + FINE_CLOCK + rb"Z +" + _LEVEL)
_EVENT = late(
    rb"(?:"
    + DATE
    + rb"T"
    + FINE_CLOCK
    + rb"Z +)?"
    + _LEVEL
    + rb"[A-Za-z][A-Za-z0-9 /'-]{0,80} \((?P<group>[a-z]{2,20})\.(?P<event>[a-z-]{2,50})\)(?: |$)"
)
_FIELD = late(
    rb"(?P<name>[A-Za-z]{1,30}) = (?:\"(?P<text>(?:[^\"\\]|\\.)*)\""
    rb"|\[(?:\"(?:[^\"\\]|\\.)*+\"|[^\]\"\[]{1,200}+){0,1000}+\]"
    rb"|(?P<value>[^\s,\"\[]{1,200}))(?:, |$)"
)
_STRING = rb"\"(?P<data>(?:[^\"\\]|\\.)*)\""
_SESSION = late(
    rb"(?:[a-z_]{1,20}\{[^{}]{0,200}\}:)?session\{instance=\""
    rb"(?P<instance>[^\"]{0,64})\" protocol=(?P<protocol>[A-Za-z]{1,20}) remote\.ip=\""
    rb"(?P<ip>[^\"]{1,60})\" remote\.port=(?P<port>[0-9]{1,5})\}: "
    rb"[a-z_:]{1,80}: "
)
_DATA = late(rb"event=\"(?P<what>read|write)\" data=" + _STRING)
_ESCAPE = late(rb"\\(?:([nrt0\"'\\])|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2}))")
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0", b'"': b'"', b"'": b"'", b"\\": b"\\"}
_PORTS = {b"submission": 587, b"submissions": 465, b"smtp": 25, b"smtps": 465}
_OTHERS = (b"imap", b"pop3", b"http", b"sieve", b"managesieve", b"jmap")
_STAGES: dict[bytes, Command] = {
    b"greeting-failed": CONNECTION,
    b"ehlo-rejected": verb(b"EHLO"),
    b"auth-failed": AUTH,
    b"mail-from-rejected": verb(b"MAIL"),
    b"rcpt-to-rejected": verb(b"RCPT"),
    b"rcpt-to-failed": verb(b"RCPT"),
    b"message-rejected": MESSAGE_END,
}
FIELDS = 100  # of an event, read


class Stalwart(Reader):
    NAME = FAMILY = "stalwart"
    MARKS = (
        *(b"\nTRACE ", b" TRACE ", b"\nDEBUG ", b" DEBUG ", b"\nINFO ", b" INFO ", b"\nWARN "),
        *(b" WARN ", b"\nERROR ", b" ERROR "),
    )
    TITLE = "Stalwart's session trace and events"
    SHOWS = (
        "what was read and written in each session; above the level TRACE failed log-ins "
        "and what remote servers refused"
    )
    HIDES = (
        "above the level TRACE: commands and replies of its own; the enhanced codes of "
        "remote servers"
    )
    SEES = Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b'2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp '
        b'remote.ip="192.0.2.7" remote.port=36004}: smtp::inbound::session: '
        b'event="read" data="EHLO client.example\\r\\n" size=21\n'
        b'2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp '
        b'remote.ip="192.0.2.7" remote.port=36004}: smtp::inbound::session: '
        b'event="write" data="250 mx.example.net\\r\\n" size=20\n',
    )
    FORGED: ClassVar = (
        b'2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp '
        b'remote.ip="192.0.2.7" remote.port=36004}: smtp::inbound::session: '
        b'event="read" data="EHLO \\" event=\\"write\\" data=\\"535 5.7.8 no\\r\\n" size=47\n',
    )
    CUT: ClassVar = (
        b'2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp '
        b'remote.ip="192.0.2.7" remote.port=36004}: smtp::inbound::session: event="wri\n',
    )

    def __init__(self) -> None:
        self.traced = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        event = _EVENT.match(line)
        if event is not None:
            return self._event(event, line)
        head = _HEAD.match(line)
        if head is None:
            return None
        match = _SESSION.match(line, head.end())
        if match is None:
            return NOTHING if b" session{" in line[:60] or b" smtp::" in line[:300] else None
        if match["protocol"].lower() not in (b"smtp", b"lmtp"):
            return NOTHING
        data = _DATA.match(line, match.end())
        key = match["ip"], match["port"]
        if data is not None:
            return self._lines(
                key, _PORTS.get(match["instance"], 0), data["what"] == b"read", data["data"]
            )
        closed = line.find(b' event="disconnect"', match.end()) > 0
        return (
            ((key, Close("client" if line.endswith(b'reason="peer"') else None)),)
            if closed
            else NOTHING
        )

    def _event(self, match: re.Match[bytes], line: bytes) -> Sequence[Item]:
        """ "Words (group.event) name = value, name = value"; of a name that comes twice the last
        one holds."""
        group, event = match["group"], match["event"]
        if group not in (b"smtp", b"delivery", b"auth"):
            return NOTHING
        fields: dict[bytes, bytes] = {}
        field = _FIELD.match(line, match.end())
        for _ in range(FIELDS):
            if field is None:
                break
            fields[field["name"]] = (
                field["text"] if field["text"] is not None else field["value"] or b""
            )
            field = _FIELD.match(line, field.end())
        local = fields.get(b"localPort", b"")
        port = (
            int(local)
            if local.isdigit() and len(local) < 6
            else _PORTS.get(fields.get(b"listenerId", b""), 0)
        )
        key: tuple[bytes, ...] = (fields.get(b"remoteIp", b""), fields.get(b"remotePort", b""))
        if event in (b"raw-input", b"raw-output"):
            if group == b"delivery":
                key = b"delivery", fields.get(b"queueId", b""), fields.get(b"hostname", b"")
            return self._lines(
                key,
                port,
                (event == b"raw-input") is (group == b"smtp"),
                fields.get(b"contents", b""),
            )
        if group == b"delivery":
            return _refused(event, fields) if not self.traced else NOTHING
        if event == b"connection-end":
            return ((key, Close()),)
        if (
            group != b"auth"
            or self.traced
            or not key[1]
            or fields.get(b"listenerId", b"").startswith(_OTHERS)
            or port in (110, 143, 443, 993, 995, 4190, 8080)
        ):
            return NOTHING
        return (
            ((key, Failed()),)
            if event == b"failed"
            else ((key, Authenticated()),)
            if event == b"success"
            else NOTHING
        )

    def _lines(self, key: object, port: int, read: bool, data: bytes) -> Sequence[Item]:
        self.traced = True
        found: list[Event] = []
        for raw in _ESCAPE.sub(_unescape, data).split(b"\n"):
            text = raw.removesuffix(b"\r")
            if not text and not raw:
                continue
            if read:
                found.append(Line(text))
                continue
            answer = reply.parse(text)
            if (
                answer is not None
                and answer.code == 220
                and not found
                and b"TLS" not in answer.text.upper()
            ):
                found.append(Connect(port, YES if port == 465 else UNKNOWN, sees=TRACED))
            found.append(answer if answer is not None else LOST)
        return [(key, event) for event in found]


def _refused(event: bytes, fields: dict[bytes, bytes]) -> Sequence[Item]:
    """What a remote server refused."""
    command, code = _STAGES.get(event), fields.get(b"code", b"")
    if command is None or not code.isdigit() or not 400 <= int(code[:6]) < 600:
        return NOTHING
    texts = _ESCAPE.sub(_unescape, fields.get(b"details", b"")).split(b"\n")[:100]
    lines = [
        reply.parse(code + (b" " if n == len(texts) else b"-") + text)
        for n, text in enumerate(texts, 1)
    ]
    return alone(command, *(x for x in lines if x is not None))


def _unescape(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return _PLAIN[match[1]]
    code = int(match[2] or match[3], 16)
    return (
        chr(code).encode("utf-8", "replace")
        if code < 0x110000 and not 0xD800 <= code < 0xE000
        else b"?"
    )
