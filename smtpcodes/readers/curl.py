"""curl -v, curl --trace-ascii and curl --trace.

    < 220 mx.example.net ESMTP                                      (curl 7.88.1)
    > EHLO client.example
    22:45:34.589302 <= Recv header, 45 bytes (0x2d)

A trace shows each line in pieces, of 64 octets or, in hexadecimal, of 16, after a heading with its
side; ``-v`` shows no message text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import (
    LOST,
    MESSAGE_END,
    NO,
    TLS_STARTED,
    YES,
    Close,
    Connect,
    Line,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = late(
    rb"(?:" + CLOCK + rb"\.\d+ )?(<=|=>|==) (Recv|Send|Info)(?: (header|data"
    rb"|SSL data))?(?:, (\d+) bytes \(0x[0-9a-f]+\))?:? ?(.*)$"
)
_DUMP = late(rb"([0-9a-f]{4,8}): (.*)$", re.DOTALL)
_HEX = late(
    rb"[0-9a-f]{4,8}: ((?:[0-9a-f]{2} ){1,16}) *"
)  # --trace: the octets, and then once more as text
_GOES_ON = late(
    rb"(?:0*[1-9a-f][0-9a-f]{0,7}: (?=[A-Za-z0-9+/=]{8})|0{4,8}: (?=[A-Za-z0-9+/]{64}$))"
    rb"([A-Za-z0-9+/]+={0,2})$"
)
_CONNECTED = late(rb"Connected to \S+ \((\S+)\) port (\d{1,5})")
_LOCAL = (b"127.", b"::1")


class Curl(Reader):
    NAME = FAMILY = "curl"
    MARKS = (
        *(b"\n< ", b"\n> ", b"\n* ", b"\n{ ", b"\n} ", b"= Recv", b"> Recv", b"= Send"),
        *(b"> Send", b"= Info", b"> Info", b"\ncurl: ", b"\n  % Total", b"   Dload"),
    )
    TITLE = "curl -v, --trace-ascii and --trace"
    SHOWS = "commands and replies; TLS"
    HIDES = "the message text (-v)"
    SEES = DIALOGUE | Sees.IMPLICIT_TLS | Sees.TRAILING

    EXAMPLES: ClassVar = (
        b"*   Trying 192.0.2.9:587...\n"
        b"* Connected to mx.example.net (192.0.2.9) port 587 (#0)\n"
        b"< 220 mx.example.net ESMTP\n"
        b"> EHLO client.example\n"
        b"< 250 AUTH PLAIN\n"
        b"> AUTH PLAIN\n"
        b"< 334 \n",
    )
    FORGED: ClassVar = (b"> EHLO < 535 5.7.8 no\n",)
    CUT: ClassVar = (b"< 22\n",)

    def __init__(self) -> None:
        self.side = b""  # of the trace's open piece
        self.data = False
        self.text = b""
        self.left = 0
        self.seen = False
        self.connected: Connect | None = None

    def _fence(self, line: bytes) -> Sequence[Item] | None:
        """What is pasted apart is of another run."""
        return ((None, LOST),) if self.seen and line.startswith(b"```") else None

    def take(self, line: bytes) -> Sequence[Item] | None:
        mark = line[:2]
        if mark == b"< ":
            parsed = reply.parse(line[2:])
            self.seen = True
            return ((None, parsed),) if parsed is not None else NOTHING
        if mark == b"> ":
            self.seen = True
            return ((None, Line(line[2:])),)
        if mark == b"* ":
            return self._info(line[2:].strip())
        if mark in (b"} ", b"{ ") and line.endswith(b"data]"):
            return NOTHING
        head = _HEAD.match(line)
        if head is not None:
            items = self._flush()
            side, _, kind, size, info = head.groups()
            if side == b"==":
                return (*items, *self._info(info))
            self.side = side if kind != b"SSL data" else b""
            self.data = kind == b"data"
            self.left = int(size or 0)
            self.text = b""
            return items
        if self.side or self.left:
            dump = _DUMP.match(line)
            if dump is not None:
                offset = int(dump.group(1), 16)
                octets = self._octets(line)
                if octets is not None:
                    self.text += octets
                    return self._flush() if len(self.text) >= self.left else NOTHING
                if self.text and offset == 0:
                    items = self._lines()
                    self.text = dump.group(2)
                    return items
                self.text += dump.group(2)
                return (
                    self._flush() if not self.data and len(self.text) >= self.left - 2 else NOTHING
                )
        if line.startswith((b"curl: ", b"  % Total", b"                                 Dload")):
            return NOTHING
        return self._fence(line)

    def hidden(self, line: bytes) -> bytes | None:
        """A row of a trace that goes on in base64: it may be of a response."""
        row = _GOES_ON.match(line)
        return row.group(1) if row is not None else None

    def _octets(self, line: bytes) -> bytes | None:
        """The octets of a line in hexadecimal; None if it is none: as many are due as are left of
        the piece."""
        match = _HEX.match(line)
        if match is None or len(match.group(1)) != 3 * min(16, self.left - len(self.text)):
            return None
        return bytes.fromhex(match.group(1).decode("ascii"))

    def _flush(self) -> Sequence[Item]:
        items = self._lines()
        self.side, self.text, self.left = b"", b"", 0
        return items

    def _lines(self) -> tuple[Item, ...]:
        if not self.side:
            return ()
        self.seen = True
        text = self.text[:-2] if self.text.endswith(b"\r\n") else self.text
        if self.side == b"<=":
            parsed = reply.parse(text)
            return ((None, parsed),) if parsed is not None else ()
        if self.data:
            return (
                ((None, MESSAGE_END),)
                if text.strip() == b"." or text.endswith((b"..", b"\r\n."))
                else ()
            )
        return ((None, Line(text)),)

    def _info(self, text: bytes) -> Sequence[Item]:
        connected = _CONNECTED.match(text.strip())
        if connected is not None:
            port = int(connected.group(2))
            self.seen = False
            self.connected = Connect(
                port,
                YES if port == 465 else NO,
                YES if connected.group(1).startswith(_LOCAL) else NO,
            )
            return ((None, self.connected),)
        if text.startswith(b"SSL connection using"):
            if self.seen or self.connected is None:
                return ((None, TLS_STARTED),)
            return (
                (None, Connect(self.connected.port, YES, self.connected.local)),
            )  # before the greeting: smtps
        if text.startswith((b"Closing connection", b"shutting down connection")):
            return ((None, Close()),)
        return NOTHING

    def finish(self) -> Sequence[Item]:
        return self._flush()
