"""Packet captures: pcap and pcapng files, down to the TCP segments in them.

Ethernet (VLAN, PPPoE), Linux cooked, BSD loopback and raw IP; IPv4 and IPv6. Fragments of IP
packets are passed over: they are missing from the stream like lost packets. Knows nothing of SMTP.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from smtpcodes.readers._capture import MAGIC, NEXT_GENERATION
from smtpcodes.record import NamedTuple

BIGGEST = 1 << 24  # octets of one record; a bigger one is damage


class Segment(NamedTuple):
    """A TCP segment. size: its octets on the wire, of which `data` may hold fewer."""

    source: tuple[bytes, int]
    target: tuple[bytes, int]
    sequence: int
    flags: int
    data: bytes
    size: int


FIN, SYN, RST, ACK = 1, 2, 4, 16


def segments(chunks: Iterable[bytes]) -> Iterator[tuple[int, Segment | None]]:
    """Each frame's number, from 1, and its TCP segment, if it has one."""
    number = 0
    for link, frame in _frames(_Octets(chunks)):
        number += 1
        yield number, _segment(link, frame)


class _Octets:
    """Octets of chunks cut anywhere."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks = iter(chunks)
        self.rest = b""
        self.at = 0

    def take(self, size: int) -> bytes:
        """The next octets; fewer at the end of the input."""
        while len(self.rest) - self.at < size:
            chunk = next(self.chunks, None)
            if chunk is None:
                break
            self.rest = self.rest[self.at :] + chunk
            self.at = 0
        found = self.rest[self.at : self.at + size]
        self.at += len(found)
        return found


def _frames(octets: _Octets) -> Iterator[tuple[int, bytes]]:
    head = octets.take(4)
    if head == NEXT_GENERATION:
        yield from _next_generation(octets)
        return
    order = MAGIC.get(head)
    rest = octets.take(20)
    if order is None or len(rest) < 20:
        return
    link = struct.unpack(order + "I", rest[16:20])[0] & 0xFFFF
    while len(record := octets.take(16)) == 16:
        size = struct.unpack(order + "I", record[8:12])[0]
        if size > BIGGEST:
            return
        yield link, octets.take(size)


def _next_generation(octets: _Octets) -> Iterator[tuple[int, bytes]]:
    order = "<"
    links: list[int] = []
    kind = NEXT_GENERATION
    while len(kind) == 4:
        size_field = octets.take(4)
        body = b""
        if kind == NEXT_GENERATION:
            body = octets.take(4)
            order, links = ("<" if body == b"\x4d\x3c\x2b\x1a" else ">"), []
        if len(size_field) < 4:
            return
        size = struct.unpack(order + "I", size_field)[0]
        if not 12 <= size <= BIGGEST:
            return
        body += octets.take(size - 12 - len(body))
        octets.take(4)
        block = struct.unpack(order + "I", kind)[0]
        if block == 1 and len(body) >= 2:
            links.append(struct.unpack(order + "H", body[:2])[0])
        elif block == 6 and len(body) >= 20:  # enhanced packet block
            interface, _, _, captured = struct.unpack(order + "IIII", body[:16])
            yield (links[interface] if interface < len(links) else -1), body[20 : 20 + captured]
        elif block == 3 and len(body) >= 4:  # simple packet block
            yield (links[0] if links else -1), body[4 : 4 + struct.unpack(order + "I", body[:4])[0]]
        elif block == 2 and len(body) >= 20:  # obsolete packet block
            interface, captured = (
                struct.unpack(order + "H", body[:2])[0],
                struct.unpack(order + "I", body[12:16])[0],
            )
            yield (links[interface] if interface < len(links) else -1), body[20 : 20 + captured]
        kind = octets.take(4)


def _segment(link: int, frame: bytes) -> Segment | None:
    packet = _packet(link, frame)
    if len(packet) < 20:
        return None
    version = packet[0] >> 4
    if version == 4:
        length, fragment = struct.unpack("!HxxH", packet[2:8])
        start = (packet[0] & 15) * 4
        if packet[9] != 6 or fragment & 0x3FFF or start < 20:
            return None
        source, target = packet[12:16], packet[16:20]
        length = length or len(packet)  # 0: left to the network card
    elif version == 6 and len(packet) >= 40:
        start, kind = 40, packet[6]
        length = 40 + struct.unpack("!H", packet[4:6])[0]
        source, target = packet[8:24], packet[24:40]
        while kind in (0, 43, 60) and len(packet) >= start + 8:  # RFC 8200 section 4
            kind, start = packet[start], start + 8 + packet[start + 1] * 8
        if kind != 6:
            return None
    else:
        return None
    if len(packet) < start + 20:
        return None
    ports = struct.unpack("!HH", packet[start : start + 4])
    sequence = struct.unpack("!I", packet[start + 4 : start + 8])[0]
    data = start + (packet[start + 12] >> 4) * 4
    return Segment(
        (source, ports[0]),
        (target, ports[1]),
        sequence,
        packet[start + 13],
        packet[data:length],
        max(0, length - data),
    )


def _packet(link: int, frame: bytes) -> bytes:
    """The IP packet in a frame (https://www.tcpdump.org/linktypes.html)."""
    if link == 1:
        at = 12
        kind = frame[at : at + 2]
        while kind in (b"\x81\x00", b"\x88\xa8", b"\x91\x00"):
            at += 4
            kind = frame[at : at + 2]
        if kind == b"\x88\x64":  # PPPoE session
            return (
                frame[at + 10 :] if frame[at + 8 : at + 10] in (b"\x00\x21", b"\x00\x57") else b""
            )
        return frame[at + 2 :] if kind in (b"\x08\x00", b"\x86\xdd") else b""
    if link == 113:
        return frame[16:] if frame[14:16] in (b"\x08\x00", b"\x86\xdd") else b""
    if link == 276:
        return frame[20:] if frame[:2] in (b"\x08\x00", b"\x86\xdd") else b""
    if link in (0, 108):
        return frame[4:]
    return frame if link in (12, 14, 101, 228, 229) else b""
