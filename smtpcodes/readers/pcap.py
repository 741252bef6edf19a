"""SMTP in packet captures (pcap, pcapng); a line's number is that of its frame, as Wireshark counts
them.

    1  192.0.2.7:40000 > 192.0.2.9:25  SYN
    4  192.0.2.9:25 > 192.0.2.7:40000  220 mx.example ESMTP
    6  192.0.2.7:40000 > 192.0.2.9:25  EHLO client.example

libpcap's formats, https://www.tcpdump.org/manpages/pcap-savefile.5.html and
draft-ietf-opsawg-pcapng. A connection is SMTP if its server greets with 220, 421 or 554, if a
client says EHLO, MAIL FROM:< and their like, or if it is one of SMTP's ports and the words are
SMTP's. Segments are put in order; what is missing is a gap. After STARTTLS, and where TLS begins at
once, there is nothing to read, and nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE
from smtpcodes.readers._capture import MAGIC
from smtpcodes.readers._packets import ACK, FIN, RST, SYN, Segment, segments
from smtpcodes.readers.base import DIALOGUE, Event, Item, Reader, Sees
from smtpcodes.session.events import LOST, NO, YES, Close, Connect, Line

PORTS = frozenset((24, 25, 465, 587, 1025, 2525))
FLOWS = 20_000  # open connections
WAITING = 256  # segments that came too early, of one direction
LONGEST = 1 << 16  # octets of a line
ROOM = 64 << 20  # octets that wait, of all connections
_BDAT = late(rb"(?i)BDAT (\d{1,10})(?: LAST)?\s*$")  # RFC 3030 section 2
_GREETING = late(rb"(?:220|421|554)[ -]")
_REPLY = late(CODE + rb"[ -]")
_COMMAND = late(
    rb"(?i)(?:EHLO|HELO|LHLO) [^\s]{1,255}\r?\n|(?:MAIL FROM|RCPT TO): ?<"
)  # nothing else looks like it
FTP = 21  # greets with 220, too (RFC 959)

Told = tuple[int, object, Event, bytes]  # frame, session, event, line


class Pcap(Reader):
    NAME = FAMILY = "pcap"
    MARKS = tuple(MAGIC)
    TITLE = "packet captures (pcap, pcapng)"
    SHOWS = "everything up to STARTTLS; who closed"
    HIDES = "what is encrypted; IP fragments"
    SEES = DIALOGUE | Sees.TRAILING | Sees.CLOSER | Sees.IMPLICIT_TLS

    def take(self, line: bytes) -> Sequence[Item] | None:
        return None  # has no lines; see ``read``

    @staticmethod
    def read(chunks: Iterable[bytes]) -> Iterator[tuple[int, list[Told]]]:
        """Each frame's number, and what it tells."""
        flows: dict[frozenset[tuple[bytes, int]], Flow] = {}
        number = held = 0
        for number, segment in segments(chunks):
            if segment is None:
                yield number, []
                continue
            name = frozenset((segment.source, segment.target))
            flow = flows.get(name)
            told: list[Told] = []
            if flow is None or (segment.flags & (SYN | ACK) == SYN and flow.begun):
                if flow is not None:
                    held -= flow.held()
                    told += flow.end(number)
                    del flows[name]
                if len(flows) >= FLOWS:
                    oldest = flows.pop(next(iter(flows)))
                    held -= oldest.held()
                    told += oldest.end(number)
                flow = flows[name] = Flow(number)
            held -= flow.held()
            told += flow.segment(number, segment)
            held += flow.held()
            if flow.over:
                del flows[name]
                held -= flow.held()
                told += flow.end(number)
            while held > ROOM and flows:
                flow = flows.pop(next(iter(flows)))
                held -= flow.held()
                told += flow.end(number)
            yield number, told
        for flow in flows.values():
            yield number, flow.end(number)


class Half:
    """One direction of a connection. due: the sequence number that comes next."""

    __slots__ = ("chunk", "due", "fin", "line", "waiting")

    def __init__(self) -> None:
        self.due: int | None = None
        self.waiting: dict[int, tuple[bytes, int]] = {}
        self.line = b""
        self.chunk = 0  # octets of a BDAT that are still to come
        self.fin = False


class Flow:
    """A connection. key: the session's. server: its end, once that is known."""

    def __init__(self, key: int) -> None:
        self.key = key
        self.server: tuple[bytes, int] | None = None
        self.client: tuple[bytes, int] | None = None
        self.halves: dict[tuple[bytes, int], Half] = {}
        self.begun = self.over = False  # data was seen; both sides are done
        self.smtp: bool | None = None
        self.seen_syn = self.starttls = False
        self.closer: str | None = None

    def held(self) -> int:
        """Octets that wait for others."""
        return sum(
            len(half.line)
            + (sum(len(data) for data, _ in half.waiting.values()) if half.waiting else 0)
            for half in self.halves.values()
        )

    def segment(self, number: int, s: Segment) -> list[Told]:
        half = self.halves.setdefault(s.source, Half())
        self.halves.setdefault(s.target, Half())
        if s.flags & SYN:
            half.due = (s.sequence + 1) & 0xFFFFFFFF
            self.seen_syn = True
            self.server, self.client = (
                (s.source, s.target) if s.flags & ACK else (s.target, s.source)
            )
            return []
        told: list[Told] = []
        if s.size and self.smtp is not False:
            self.begun = True
            told = self._data(number, s, half)
        if self.smtp is False:
            half.waiting.clear()
        if s.flags & (FIN | RST):
            if self.closer is None:
                self.closer = (
                    "server"
                    if s.source == self.server
                    else "client"
                    if self.server is not None
                    else None
                )
            half.fin = True
            self.over = bool(s.flags & RST) or all(h.fin for h in self.halves.values())
        return told

    def _data(self, number: int, s: Segment, half: Half) -> list[Told]:
        if half.due is None:
            half.due = s.sequence
        ahead = (s.sequence - half.due) & 0xFFFFFFFF
        if ahead >= 1 << 31:  # sent again, all or in part
            known = (1 << 32) - ahead
            if known >= s.size:
                return []
            s = s._replace(sequence=half.due, data=s.data[known:], size=s.size - known)
        elif ahead:
            half.waiting.setdefault(s.sequence, (s.data, s.size))
            return self._skip(number, s.source, half) if len(half.waiting) > WAITING else []
        told = self._octets(number, s.source, half, s.data, s.size)
        return told + self._ripe(number, s.source, half)

    def _ripe(self, number: int, source: tuple[bytes, int], half: Half) -> list[Told]:
        """What came too early, and is due now."""
        told: list[Told] = []
        while half.waiting and half.due is not None:
            for sequence in sorted(
                half.waiting, key=lambda q: (q - (half.due or 0) + (1 << 31)) & 0xFFFFFFFF
            ):
                behind = (half.due - sequence) & 0xFFFFFFFF
                if behind >= 1 << 31:
                    return told
                data, size = half.waiting.pop(sequence)
                if behind < size:
                    told += self._octets(number, source, half, data[behind:], size - behind)
        return told

    def _skip(self, number: int, source: tuple[bytes, int], half: Half) -> list[Told]:
        """What is missing will not come any more."""
        if not half.waiting or half.due is None:
            return []
        due = half.due
        half.due = min(half.waiting, key=lambda q: (q - due) & 0xFFFFFFFF)
        half.line, half.chunk = b"", 0
        told: list[Told] = [(number, self.key, LOST, b"")] if self.smtp else []
        return told + self._ripe(number, source, half)

    def _octets(
        self, number: int, source: tuple[bytes, int], half: Half, data: bytes, size: int
    ) -> list[Told]:
        assert half.due is not None
        half.due = (half.due + size) & 0xFFFFFFFF
        told: list[Told] = []
        if self.smtp is None:
            told = self._recognise(number, source, data)
        if not self.smtp:
            return []
        text, at = half.line + data, 0
        half.line = b""
        while at < len(text):
            if half.chunk:  # message text, of which only the length is told
                skipped = min(half.chunk, len(text) - at)
                half.chunk -= skipped
                at += skipped
                continue
            end = text.find(b"\n", at)
            if end < 0:
                half.line = text[at:]
                break
            raw, at = text[at:end].removesuffix(b"\r"), end + 1
            if not self.smtp:
                return told
            told += self._line(number, source, raw)
            chunk = _BDAT.match(raw) if source != self.server else None
            half.chunk = int(chunk.group(1)) if chunk is not None else 0
        if len(half.line) > LONGEST or len(data) < size:
            half.line = b""
            told.append((number, self.key, LOST, b""))
        return told

    def _recognise(self, number: int, source: tuple[bytes, int], data: bytes) -> list[Told]:
        """Is it SMTP, and which end is the server?"""
        if _GREETING.match(data) and source != self.client and source[1] != FTP:
            self.smtp, self.server = True, source
        elif _COMMAND.match(data) and source != self.server:
            self._asks(source)
        elif any(port in PORTS for _, port in self.halves):
            if _REPLY.match(data) and (self.server is None or source == self.server):
                self.smtp, self.server = True, source
            elif (
                commands.parse(data.partition(b"\n")[0]).verb != commands.OTHER
                and source != self.server
            ):
                self._asks(source)
        if not self.smtp:
            if (
                source == self.server or data[:2] == b"\x16\x03"
            ):  # no greeting, or TLS; a client may talk first
                self.smtp = False
            return []
        if not self.seen_syn:
            return []
        port = self.server[1] if self.server is not None else 0
        hosts = {address for address, _ in self.halves}
        local = YES if len(hosts) == 1 and len(self.halves) > 1 else NO
        return [(number, self.key, Connect(port, NO, local), b"")]

    def _asks(self, source: tuple[bytes, int]) -> None:
        """This end speaks as a client."""
        self.smtp, self.client = True, source
        self.server = self.server or next((end for end in self.halves if end != source), None)

    def _line(self, number: int, source: tuple[bytes, int], raw: bytes) -> list[Told]:
        if source != self.server:
            self.starttls = raw[:8].upper() == b"STARTTLS"
            return [(number, self.key, Line(raw), raw)]
        found = reply.parse(raw)
        if found is None:
            return [(number, self.key, LOST, raw)]
        if self.starttls and not found.more:
            self.starttls = False
            if found.code == 220:
                self.smtp = False  # TLS from here on
        return [(number, self.key, found, raw)]

    def end(self, number: int) -> list[Told]:
        """The connection is over, or the capture."""
        told: list[Told] = []
        for source, half in self.halves.items():
            while half.waiting and self.smtp:
                told += self._skip(number, source, half)
            if half.line and self.smtp:
                told += self._line(number, source, half.line)
        if self.begun:
            told.append((number, self.key, Close(self.closer), b""))
        return told
