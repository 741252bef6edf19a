"""What the readers of client dialogues with marks share: a mark tells the side, the rest is the
line.

Knows no format; each is a file of its own with its marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import NO, TLS_STARTED, UNKNOWN, YES, Close, Connect, Known, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_LOCAL = (b"127.", b"::1", b"localhost", b"[::1]")
NEVER = late(rb"(?!)")


def local(host: bytes) -> Known:
    """Is the host this machine?"""
    return YES if host.startswith(_LOCAL) else NO


class Marked(Reader):
    """LINE: groups ``c`` (client's mark) and ``s`` (server's), and perhaps ``key``; the line
    follows. PASSED: lines of the format that tell nothing. CONNECTED: groups ``host`` and perhaps
    ``port``, and ``tls`` if TLS is active from the start. CLOSED, TLS: lines that tell so.
    CONTINUED: how a further line of a reply begins that has no mark of its own."""

    LINE: ClassVar[re.Pattern[bytes]] = NEVER
    PASSED: ClassVar[re.Pattern[bytes]] = NEVER
    CONNECTED: ClassVar[re.Pattern[bytes]] = NEVER
    CLOSED: ClassVar[re.Pattern[bytes]] = NEVER
    TLS: ClassVar[re.Pattern[bytes]] = NEVER
    CONTINUED: ClassVar[re.Pattern[bytes]] = NEVER

    def __init__(self) -> None:
        self.key: object = None
        self.more = False  # the last line of the server says that more follow

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = self.LINE.match(line)
        if match is not None:
            groups = match.groupdict()
            self.key = groups.get("key")
            rest = line[match.end() :]
            if groups.get("c") is not None:
                return self.client(rest)
            return self.server(rest)
        if self.more:
            match = self.CONTINUED.match(line)
            if match is not None:
                return self.server(line[match.end() :])
        match = self.CONNECTED.match(line)
        if match is not None:
            groups = match.groupdict()
            tls = YES if groups.get("tls") else NO if self.SEES & Sees.IMPLICIT_TLS else UNKNOWN
            return (
                (
                    groups.get("key") or self.key,
                    Connect(int(groups.get("port") or 0), tls, local(match["host"])),
                ),
            )
        if self.TLS.match(line):
            return ((self.key, TLS_STARTED),)
        if self.CLOSED.match(line):
            return ((self.key, Close()),)
        return NOTHING if self.PASSED.match(line) else None

    def client(self, text: bytes) -> Sequence[Item]:
        """The events of a client's line."""
        return ((self.key, Line(text)),)

    def server(self, text: bytes) -> Sequence[Item]:
        """The events of a server's line."""
        parsed = reply.parse(text)
        if parsed is None:
            return NOTHING
        self.more = parsed.more
        return ((self.key, parsed),)


class Joined(Marked):
    """A format that does not show where a reply ends: the next line with a mark of its own tells.

    FURTHER: what stands before the text of a further line. Only the reply to EHLO is waited for,
    for the sake of what it offers; of others the first line is enough, and told where it stands.
    """

    FURTHER: ClassVar[re.Pattern[bytes]] = late(rb"")

    def __init__(self) -> None:
        super().__init__()
        self.hello = False  # the last command was EHLO
        self.open = False  # further lines may follow
        self.held: list[ReplyLine] = []

    def take(self, line: bytes) -> Sequence[Item] | None:
        if self.LINE.match(line):
            return (*self.flush(), *(super().take(line) or ()))
        further = self.FURTHER.match(line) if self.open else None
        if further is None:
            items = super().take(line)
            return (*self.flush(), *items) if items else items
        text = line[further.end() :]
        if self.held and text.strip() and len(self.held) < 200:
            first = self.held[0]
            self.held.append(
                ReplyLine(b"%03d " % first.code + text, first.code, False, True, None, text.strip())
            )
        return NOTHING

    def client(self, text: bytes) -> Sequence[Item]:
        self.open = False
        self.hello = text[:5].upper() == b"EHLO "
        return super().client(text)

    def server(self, text: bytes) -> Sequence[Item]:
        parsed = reply.parse(text)
        if parsed is None:
            return NOTHING
        self.open = True
        if self.hello and parsed.code == 250:
            self.held = [parsed]
            return NOTHING
        return (
            (
                self.key,
                ReplyLine(
                    parsed.raw, parsed.code, False, parsed.spaced, parsed.enhanced, parsed.text
                ),
            ),
        )

    def flush(self) -> tuple[Item, ...]:
        """The lines that were held back."""
        held, self.held = self.held, []
        last = len(held) - 1
        return tuple(
            (self.key, ReplyLine(x.raw, x.code, n < last, x.spaced, x.enhanced, x.text))
            for n, x in enumerate(held)
        )

    def finish(self) -> Sequence[Item]:
        return self.flush()
