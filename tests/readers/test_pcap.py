"""Packet captures, made here: no octet of somebody else's."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import pytest

from smtpcodes.linter import Linter
from tests.readers.server_logs import exchanges

C, S = (b"\xc0\x00\x02\x07", 40000), (b"\xc0\x00\x02\x09", 25)
Packet = tuple[tuple[bytes, int], int, int, bytes]          # source, sequence number, flags, data
TALK: list[Packet] = [
    (C, 999, 2, b""), (S, 4999, 18, b""), (S, 5000, 24, b"220 mx ESMTP\r\n"), (C, 1000, 24, b"EHLO c\r\n"), (S, 5014, 24, b"250-mx\r\n250 AUTH PLAIN\r\n"),
    (C, 1008, 24, b"MAIL FROM:<a@c>\r\n"), (S, 5038, 24, b"530 5.7.0 No\r\n"), (C, 1025, 24, b"QUIT\r\n"), (S, 5052, 24, b"221 bye\r\n"), (S, 5061, 17, b""), (C, 1031, 17, b"")]
KNOWN = [[("CONNECT", 220, None), ("EHLO", 250, None), ("MAIL", 530, "5.7.0"), ("QUIT", 221, None)]]


def frame(packet: Packet, six: bool = False) -> bytes:
    source, sequence, flags, data = packet
    target = S if source == C else C
    tcp = struct.pack("!HHIIBBHHH", source[1], target[1], sequence & 0xffffffff, 0, 80, flags, 1000, 0, 0) + data
    if six:
        pad = b"\x20\x01" + b"\0" * 10
        return b"\0" * 12 + b"\x86\xdd" + struct.pack("!IHBB", 6 << 28, len(tcp), 6, 64) + pad + source[0] + pad + target[0] + tcp
    return b"\0" * 12 + b"\x08\0" + struct.pack("!BBHHHBBH", 69, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + source[0] + target[0] + tcp


def pcap(packets: Iterable[Packet], order: str = "<", six: bool = False) -> bytes:
    found = struct.pack(order + "IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
    for packet in packets:
        data = frame(packet, six)
        found += struct.pack(order + "IIII", 0, 0, len(data), len(data)) + data
    return found


def pcapng(packets: Iterable[Packet]) -> bytes:
    found = struct.pack("<IIIHHqI", 0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0, -1, 28) + struct.pack("<IIHHII", 1, 20, 1, 0, 0, 20)
    for packet in packets:
        data = frame(packet)
        padded = data + b"\0" * (-len(data) % 4)
        found += struct.pack("<IIIIIII", 6, 32 + len(padded), 0, 0, 0, len(data), len(data)) + padded + struct.pack("<I", 32 + len(padded))
    return found


def moved(at: int, to: int) -> list[Packet]:
    packets = list(TALK)
    packets.insert(to, packets.pop(at))
    return packets


@pytest.mark.parametrize("text", (pcap(TALK), pcap(TALK, ">"), pcap(TALK, six=True), pcapng(TALK)), ids=("pcap", "big-endian", "ipv6", "pcapng"))
def test_a_capture_is_a_dialogue(text: bytes) -> None:
    assert exchanges(text) == KNOWN


def test_segments_that_come_out_of_order_or_twice_change_nothing() -> None:
    split = [(S, 5038, 24, b"530 5"), (S, 5043, 24, b".7.0 No\r\n")]
    assert exchanges(pcap([*TALK[:6], split[1], split[0], *TALK[7:]])) == KNOWN
    assert exchanges(pcap([*TALK[:6], split[0], TALK[6], split[1], *TALK[7:]])) == KNOWN
    assert exchanges(pcap([x for x in TALK for _ in range(2)])) == KNOWN


def test_sequence_numbers_begin_anew_at_their_end() -> None:
    shifted = [(a, b + 0xffffffff - 1005 if a == C else b + 0xffffffff - 5020, c, d) for a, b, c, d in TALK]
    assert exchanges(pcap(shifted)) == KNOWN


def test_a_lost_segment_is_a_gap_and_no_guess() -> None:
    found = exchanges(pcap([*TALK[:4], *TALK[5:]]))
    assert ("QUIT", 250, None) not in found[0] and ("EHLO", 530, "5.7.0") not in found[0]


def test_after_starttls_nothing_is_read() -> None:
    talk = [*TALK[:3], (C, 1000, 24, b"STARTTLS\r\n"), (S, 5014, 24, b"220 go\r\n"), (C, 1010, 24, b"\x16\x03\x01 535 x\n"), (S, 5022, 24, b"535 5.7.8 no\r\n")]
    assert exchanges(pcap(talk)) == [[("CONNECT", 220, None), ("STARTTLS", 220, None)]]


def test_the_same_ports_come_again_for_another_connection() -> None:
    assert exchanges(pcap(TALK + TALK)) == KNOWN * 2
    assert exchanges(pcap(TALK[:9] + TALK)) == KNOWN * 2


def test_a_line_has_the_number_of_its_frame() -> None:
    places: list[int] = []
    Linter(every=lambda *x: places.append(x[5][0].number), rules_on=False).lint_chunks("x", [pcap(TALK)])
    assert places == [3, 5, 7, 9]


def test_a_capture_may_be_cut_anywhere() -> None:
    for text in (pcap(TALK), pcapng(TALK)):
        for end in range(0, len(text), 3):
            exchanges(text[:end])
        assert exchanges(text[:12] + b"\xff" * 100) == []
    linter = Linter(rules_on=False)
    found = linter.lint_chunks("x", [pcap(TALK)[i:i + 1] for i in range(len(pcap(TALK)))])
    assert (found.lines, found.exchanges) == (11, 4)


def test_a_chunk_of_a_message_ends_with_its_last_octet() -> None:
    text = b"BDAT 12 LAST\r\nQUIT\r\nno endQUIT\r\n"
    packets: list[Packet] = [*TALK[:5], (C, 1008, 24, text[:20]), (C, 1028, 24, text[20:]), (S, 5038, 24, b"250 2.0.0 Ok\r\n221 bye\r\n")]
    assert exchanges(pcap(packets)) == [[("CONNECT", 220, None), ("EHLO", 250, None), ("BDAT", 250, "2.0.0"), ("QUIT", 221, None)]]
