"""curl -v and curl --trace-ascii.

    < 220 mx.example.net ESMTP                                      (curl 7.88.1)
    > EHLO client.example
    22:45:34.589302 <= Recv header, 45 bytes (0x2d)

A trace shows each line in pieces of 64 octets after a heading with its side; ``-v`` shows no message text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import (
    MESSAGE_END,
    NO,
    TLS_STARTED,
    YES,
    Close,
    Connect,
    Line,
)

_HEAD = re.compile(rb"(?:\d\d:\d\d:\d\d\.\d+ )?(<=|=>|==) (Recv|Send|Info)(?: (header|data|SSL data))?(?:, (\d+) bytes \(0x[0-9a-f]+\))?:? ?(.*)$")
_DUMP = re.compile(rb"([0-9a-f]{4,8}): (.*)$", re.DOTALL)
_CONNECTED = re.compile(rb"Connected to \S+ \((\S+)\) port (\d{1,5})")
_LOCAL = (b"127.", b"::1")


class Curl(Reader):
    NAME = FAMILY = "curl"
    TITLE = "curl -v and --trace-ascii"
    SHOWS = "commands and replies; TLS"
    HIDES = "the message text (-v)"
    SEES = DIALOGUE | Sees.IMPLICIT_TLS | Sees.TRAILING

    def __init__(self) -> None:
        self.side = b""             # of the trace's open piece
        self.data = False
        self.text = b""
        self.left = 0
        self.seen = False
        self.begun = False

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
        if line[:1] in b"}{" and line[1:2] == b" " and line.endswith(b"data]"):
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
                if self.text and offset == 0:
                    items = self._lines()
                    self.text = dump.group(2)
                    return items
                self.text += dump.group(2)
                return self._flush() if not self.data and len(self.text) >= self.left - 2 else NOTHING
        if line.startswith((b"curl: ", b"  % Total", b"                                 Dload")):
            return NOTHING
        return None

    def _flush(self) -> Sequence[Item]:
        items = self._lines()
        self.side, self.text, self.left = b"", b"", 0
        return items

    def _lines(self) -> tuple[Item, ...]:
        if not self.side:
            return ()
        if self.side == b"<=":
            parsed = reply.parse(self.text)
            return ((None, parsed),) if parsed is not None else ()
        if self.data:
            return ((None, MESSAGE_END),) if self.text.strip() == b"." or self.text.endswith(b"..") else ()
        return ((None, Line(self.text)),)

    def _info(self, text: bytes) -> Sequence[Item]:
        connected = _CONNECTED.match(text.strip())
        if connected is not None:
            port = int(connected.group(2))
            return ((None, Connect(port, YES if port == 465 else NO, YES if connected.group(1).startswith(_LOCAL) else NO)),)
        if text.startswith(b"SSL connection using"):
            return ((None, TLS_STARTED),)
        if text.startswith((b"Closing connection", b"shutting down connection")):
            return ((None, Close()),)
        return NOTHING

    def finish(self) -> Sequence[Item]:
        return self._flush()
