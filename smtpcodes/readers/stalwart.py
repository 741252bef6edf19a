"""Stalwart: the trace of its SMTP sessions.

    2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp remote.ip="192.0.2.7" remote.port=36004}: smtp::inbound::session: event="write" data="535 5.7.8 Authentication credentials invalid.\\r\\n" size=47
    2023-12-15T10:45:21.603675Z TRACE session{instance="submission" protocol=Smtp remote.ip="192.0.2.7" remote.port=36004}: smtp::inbound::session: event="read" data="RSET\\r\\n" size=6
    2024-10-01T10:00:00Z TRACE Raw SMTP output sent (smtp.raw-output) listenerId = "submission", localPort = 587, remoteIp = 192.0.2.7, remotePort = 36004, size = 14, contents = "250 2.0.0 OK\\r\\n"

Stalwart SMTP 0.4 and 0.10. Lines are escaped as in Rust, and one write may hold several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers.base import DIALOGUE, NOTHING, Event, Item, Reader, Sees
from smtpcodes.session.events import LOST, UNKNOWN, YES, Close, Connect, Line

_HEAD = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}Z +(?:TRACE|DEBUG|INFO|WARN|ERROR) ")
_STRING = rb"\"(?P<data>(?:[^\"\\]|\\.)*)\""
_SESSION = re.compile(
    rb"(?:[a-z_]{1,20}\{[^{}]{0,200}\}:)?session\{instance=\"(?P<instance>[^\"]{0,64})\" protocol=(?P<protocol>[A-Za-z]{1,20}) remote\.ip=\"(?P<ip>[^\"]{1,60})\" remote\.port=(?P<port>[0-9]{1,5})\}: "
    rb"[a-z_:]{1,80}: ")
_DATA = re.compile(rb"event=\"(?P<what>read|write)\" data=" + _STRING)
_RAW = re.compile(
    rb"[A-Za-z ]{1,60} \(smtp\.raw-(?P<what>input|output)\) (?:listenerId = \"(?P<instance>[^\"]{0,64})\", )?(?:localPort = (?P<local>[0-9]{1,5}), )?remoteIp = (?P<ip>[^\s,]{1,60}), remotePort = (?P<port>[0-9]{1,5}), "
    rb"(?:size = [0-9]{1,9}, )?contents = " + _STRING)
_ESCAPE = re.compile(rb"\\(?:([nrt0\"'\\])|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2}))")
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0", b'"': b'"', b"'": b"'", b"\\": b"\\"}
_PORTS = {b"submission": 587, b"submissions": 465, b"smtp": 25}


class Stalwart(Reader):
    NAME = FAMILY = "stalwart"
    TITLE = "Stalwart's session trace"
    SHOWS = "what was read and written in each session"
    HIDES = "everything below the level TRACE"
    SEES = (DIALOGUE | Sees.TIMES | Sees.TRAILING) & ~Sees.ORDER
    MARKED = True

    def take(self, line: bytes) -> Sequence[Item] | None:
        head = _HEAD.match(line)
        if head is None:
            return None
        match = _SESSION.match(line, head.end())
        if match is not None:
            if match["protocol"].lower() not in (b"smtp", b"lmtp"):
                return NOTHING
            data = _DATA.match(line, match.end())
            key = match["ip"], match["port"]
            if data is not None:
                return self._lines(key, match["instance"], data["what"] == b"read", data["data"])
            closed = line.find(b' event="disconnect"', match.end()) > 0
            return ((key, Close("client" if line.endswith(b'reason="peer"') else None)),) if closed else NOTHING
        match = _RAW.match(line, head.end())
        if match is not None:
            return self._lines((match["ip"], match["port"]), match["instance"] or b"", match["what"] == b"input", match["data"])
        return NOTHING if b" (smtp." in line[:120] or b" session{" in line[:60] else None

    def _lines(self, key: object, instance: bytes, read: bool, data: bytes) -> Sequence[Item]:
        found: list[Event] = []
        for raw in _ESCAPE.sub(_unescape, data).split(b"\n"):
            text = raw.removesuffix(b"\r")
            if not text and not raw:
                continue
            if read:
                found.append(Line(text))
                continue
            answer = reply.parse(text)
            if answer is not None and answer.code == 220 and not found and b"TLS" not in answer.text.upper():
                port = _PORTS.get(instance, 0)
                found.append(Connect(port, YES if port == 465 else UNKNOWN))
            found.append(answer if answer is not None else LOST)
        return [(key, event) for event in found]


def _unescape(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return _PLAIN[match[1]]
    code = int(match[2] or match[3], 16)
    return chr(code).encode("utf-8", "replace") if code < 0x110000 and not 0xD800 <= code < 0xE000 else b"?"
