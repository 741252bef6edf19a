"""Packet captures, made here: no octet of somebody else's."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import pytest

from smtpcodes.linter import Linter
from smtpcodes.readers import pcap as reader
from smtpcodes.readers._packets import segments
from tests.readers.server_logs import exchanges

C, S = (b"\xc0\x00\x02\x07", 40000), (b"\xc0\x00\x02\x09", 25)
Packet = tuple[tuple[bytes, int], int, int, bytes]  # source, sequence number, flags, data
TALK: list[Packet] = [
    (C, 999, 2, b""),
    (S, 4999, 18, b""),
    (S, 5000, 24, b"220 mx ESMTP\r\n"),
    (C, 1000, 24, b"EHLO c\r\n"),
    (S, 5014, 24, b"250-mx\r\n250 AUTH PLAIN\r\n"),
    (C, 1008, 24, b"MAIL FROM:<a@c>\r\n"),
    (S, 5038, 24, b"530 5.7.0 No\r\n"),
    (C, 1025, 24, b"QUIT\r\n"),
    (S, 5052, 24, b"221 bye\r\n"),
    (S, 5061, 17, b""),
    (C, 1031, 17, b""),
]
KNOWN = [[("CONNECT", 220, None), ("EHLO", 250, None), ("MAIL", 530, "5.7.0"), ("QUIT", 221, None)]]


def frame(packet: Packet, six: bool = False) -> bytes:
    source, sequence, flags, data = packet
    target = S if source == C else C
    tcp = (
        struct.pack(
            "!HHIIBBHHH", source[1], target[1], sequence & 0xFFFFFFFF, 0, 80, flags, 1000, 0, 0
        )
        + data
    )
    if six:
        pad = b"\x20\x01" + b"\0" * 10
        return (
            b"\0" * 12
            + b"\x86\xdd"
            + struct.pack("!IHBB", 6 << 28, len(tcp), 6, 64)
            + pad
            + source[0]
            + pad
            + target[0]
            + tcp
        )
    return (
        b"\0" * 12
        + b"\x08\0"
        + struct.pack("!BBHHHBBH", 69, 0, 20 + len(tcp), 1, 0, 64, 6, 0)
        + source[0]
        + target[0]
        + tcp
    )


def pcap(packets: Iterable[Packet], order: str = "<", six: bool = False) -> bytes:
    found = struct.pack(order + "IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for packet in packets:
        data = frame(packet, six)
        found += struct.pack(order + "IIII", 0, 0, len(data), len(data)) + data
    return found


def pcapng(packets: Iterable[Packet]) -> bytes:
    found = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28) + struct.pack(
        "<IIHHII", 1, 20, 1, 0, 0, 20
    )
    for packet in packets:
        data = frame(packet)
        padded = data + b"\0" * (-len(data) % 4)
        found += (
            struct.pack("<IIIIIII", 6, 32 + len(padded), 0, 0, 0, len(data), len(data))
            + padded
            + struct.pack("<I", 32 + len(padded))
        )
    return found


def moved(at: int, to: int) -> list[Packet]:
    packets = list(TALK)
    packets.insert(to, packets.pop(at))
    return packets


@pytest.mark.parametrize(
    "text",
    (pcap(TALK), pcap(TALK, ">"), pcap(TALK, six=True), pcapng(TALK)),
    ids=("pcap", "big-endian", "ipv6", "pcapng"),
)
def test_a_capture_is_a_dialogue(text: bytes) -> None:
    assert exchanges(text) == KNOWN


def test_segments_that_come_out_of_order_or_twice_change_nothing() -> None:
    split = [(S, 5038, 24, b"530 5"), (S, 5043, 24, b".7.0 No\r\n")]
    assert exchanges(pcap([*TALK[:6], split[1], split[0], *TALK[7:]])) == KNOWN
    assert exchanges(pcap([*TALK[:6], split[0], TALK[6], split[1], *TALK[7:]])) == KNOWN
    assert exchanges(pcap([x for x in TALK for _ in range(2)])) == KNOWN


def test_sequence_numbers_begin_anew_at_their_end() -> None:
    shifted = [
        (a, b + 0xFFFFFFFF - 1005 if a == C else b + 0xFFFFFFFF - 5020, c, d) for a, b, c, d in TALK
    ]
    assert exchanges(pcap(shifted)) == KNOWN


def test_a_lost_segment_is_a_gap_and_no_guess() -> None:
    found = exchanges(pcap([*TALK[:4], *TALK[5:]]))
    assert ("QUIT", 250, None) not in found[0] and ("EHLO", 530, "5.7.0") not in found[0]


def test_after_starttls_nothing_is_read() -> None:
    talk = [
        *TALK[:3],
        (C, 1000, 24, b"STARTTLS\r\n"),
        (S, 5014, 24, b"220 go\r\n"),
        (C, 1010, 24, b"\x16\x03\x01 535 x\n"),
        (S, 5022, 24, b"535 5.7.8 no\r\n"),
    ]
    assert exchanges(pcap(talk)) == [[("CONNECT", 220, None), ("STARTTLS", 220, None)]]


def test_the_same_ports_come_again_for_another_connection() -> None:
    assert exchanges(pcap(TALK + TALK)) == KNOWN * 2
    assert exchanges(pcap(TALK[:9] + TALK)) == KNOWN * 2


def test_a_line_has_the_number_of_its_frame() -> None:
    places: list[int] = []
    Linter(
        every=lambda path, seen: places.append(seen.places[0].number), rules_on=False
    ).lint_chunks("x", [pcap(TALK)])
    assert places == [3, 5, 7, 9]


def test_a_capture_may_be_cut_anywhere() -> None:
    for text in (pcap(TALK), pcapng(TALK)):
        for end in range(0, len(text), 3):
            exchanges(text[:end])
        assert exchanges(text[:12] + b"\xff" * 100) == []
    linter = Linter(rules_on=False)
    found = linter.lint_chunks("x", [pcap(TALK)[i : i + 1] for i in range(len(pcap(TALK)))])
    assert (found.lines, found.exchanges) == (11, 4)


def test_a_chunk_of_a_message_ends_with_its_last_octet() -> None:
    text = b"BDAT 12 LAST\r\nQUIT\r\nno endQUIT\r\n"
    packets: list[Packet] = [
        *TALK[:5],
        (C, 1008, 24, text[:20]),
        (C, 1028, 24, text[20:]),
        (S, 5038, 24, b"250 2.0.0 Ok\r\n221 bye\r\n"),
    ]
    assert exchanges(pcap(packets)) == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("BDAT", 250, "2.0.0"), ("QUIT", 221, None)]
    ]


IP = frame(TALK[2])[14:]
MAC = b"\0" * 12


def capture(
    link: int, frames: Iterable[bytes], magic: int = 0xA1B2C3D4, order: str = "<", snap: int = 65535
) -> bytes:
    found = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snap, link)
    for data in frames:
        found += struct.pack(order + "IIII", 0, 0, min(len(data), snap), len(data)) + data[:snap]
    return found


def packets(talk: Iterable[Packet] = TALK, six: bool = False) -> list[bytes]:
    """IP packets."""
    return [frame(packet, six)[14:] for packet in talk]


LINKS = {
    "one VLAN": (1, lambda ip: MAC + b"\x81\0\0\x07\x08\0" + ip),
    "two VLANs": (1, lambda ip: MAC + b"\x88\xa8\0\x07\x81\0\0\x08\x08\0" + ip),
    "PPPoE": (
        1,
        lambda ip: MAC + b"\x88\x64\x11\0\0\1" + struct.pack("!H", len(ip) + 2) + b"\0\x21" + ip,
    ),
    "Linux cooked": (113, lambda ip: b"\0\0\0\1\0\6" + b"\0" * 8 + b"\x08\0" + ip),
    "Linux cooked, version 2": (276, lambda ip: b"\x08\0" + b"\0" * 18 + ip),
    "BSD loopback": (0, lambda ip: b"\2\0\0\0" + ip),
    "OpenBSD loopback": (108, lambda ip: b"\0\0\0\2" + ip),
    "raw IP": (101, lambda ip: ip),
    "raw IPv4": (228, lambda ip: ip),
}


@pytest.mark.parametrize("name", LINKS)
def test_the_frames_of_many_links_are_read(name: str) -> None:
    link, dressed = LINKS[name]
    assert exchanges(capture(link, map(dressed, packets()))) == KNOWN


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("magic", (0xA1B2C3D4, 0xA1B23C4D))
def test_octets_of_either_order_and_nanoseconds_are_read(order: str, magic: int) -> None:
    assert exchanges(capture(101, packets(), magic, order)) == KNOWN


@pytest.mark.parametrize("kind", (0, 43, 60))
def test_headers_between_ipv6_and_tcp_are_passed_over(kind: int) -> None:
    longer = [
        ip[:4]
        + struct.pack("!H", len(ip) - 40 + 16)
        + bytes((kind,))
        + ip[7:40]
        + b"\x06\x01"
        + b"\0" * 14
        + ip[40:]
        for ip in packets(six=True)
    ]
    assert exchanges(capture(101, longer)) == KNOWN
    assert exchanges(capture(101, [ip[:6] + b"\x11" + ip[7:] for ip in longer])) == []


def test_a_fragment_of_ip_is_a_gap() -> None:
    whole = packets()
    cut = whole[4][:6] + b"\x20\x00" + whole[4][8:]  # more fragments follow
    found = exchanges(capture(101, [*whole[:4], cut, *whole[5:]]))
    assert ("EHLO", 250, None) not in found[0] and ("EHLO", 530, "5.7.0") not in found[0]


def test_cut_packets_are_gaps() -> None:
    assert ("MAIL", 530, "5.7.0") not in [
        x for session in exchanges(capture(101, packets(), snap=42)) for x in session
    ]


def test_several_interfaces_and_sections_of_either_order_are_read() -> None:
    def block(order: str, kind: int, body: bytes) -> bytes:
        body += b"\0" * (-len(body) % 4)
        return (
            struct.pack(order + "II", kind, len(body) + 12)
            + body
            + struct.pack(order + "I", len(body) + 12)
        )

    def section(order: str, kind: int) -> bytes:
        found = block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
        found += (
            block(order, 1, struct.pack(order + "HHI", 101 if kind == 3 else 1, 0, 0))
            + block(order, 1, struct.pack(order + "HHI", 101, 0, 0))
            + block(order, 77, b"whatever")
        )
        for ip in packets():
            body = {
                6: struct.pack(order + "IIIII", 1, 0, 0, len(ip), len(ip)),
                2: struct.pack(order + "HHIIII", 1, 0, 0, 0, len(ip), len(ip)),
                3: struct.pack(order + "I", len(ip)),
            }[kind]
            found += block(order, kind, body + ip)
        return found + block(order, 6, struct.pack(order + "IIIII", 9, 0, 0, 4, 4) + b"none")

    assert exchanges(section("<", 6) + section(">", 6)) == KNOWN * 2
    assert exchanges(section(">", 2)) == KNOWN and exchanges(section("<", 3)) == KNOWN


def test_a_capture_that_begins_in_the_middle_is_no_whole_session() -> None:
    assert exchanges(pcap(TALK[5:])) == [[("MAIL", 530, "5.7.0"), ("QUIT", 221, None)]]
    assert exchanges(pcap(TALK[6:9]))[0][-1] == ("QUIT", 221, None)


def test_overlapping_segments_are_read_once() -> None:
    again = [(S, 5038, 24, b"530 5.7"), (S, 5041, 24, b" 5.7.0 No\r\n")]
    assert exchanges(pcap([*TALK[:6], *again, *TALK[7:]])) == KNOWN
    early = [
        (S, 5044, 24, b"7.0 No\r\n"),
        (S, 5041, 24, b" 5.7.0 No\r\n"),
        (S, 5038, 24, b"530 5.7"),
    ]
    assert exchanges(pcap([*TALK[:6], *early, *TALK[7:]])) == KNOWN


def on(port: int, talk: Iterable[Packet] = TALK) -> bytes:
    """The same to another port."""
    found = b""
    for raw in packets(talk):
        source, target = struct.unpack("!HH", raw[20:24])
        found += (
            struct.pack("<IIII", 0, 0, len(raw), len(raw))
            + raw[:20]
            + struct.pack("!HH", *(port if x == 25 else x for x in (source, target)))
            + raw[24:]
        )
    return capture(101, ()) + found


def test_the_words_tell_smtp_and_its_sides_on_any_port() -> None:
    assert exchanges(on(10024)) == KNOWN
    assert exchanges(on(10024, TALK[5:])) == [[("MAIL", 530, "5.7.0"), ("QUIT", 221, None)]]
    assert exchanges(on(21)) == [], "FTP greets with 220, too"


def test_nothing_is_made_up_of_tls_from_the_start() -> None:
    hello: list[Packet] = [
        *TALK[:2],
        (C, 1000, 24, b"\x16\x03\x01\0\5" + b"MAIL\n" * 3),
        (S, 5000, 24, b"\x16\x03\x03\0\5" + b"530 5.7.0 no\r\n"),
        (C, 1020, 24, b"MAIL FROM:<a@c>\r\n"),
        (S, 5017, 24, b"535 5.7.8 x\r\n"),
    ]
    assert exchanges(on(465, hello)) == []


def test_what_waits_is_bounded_over_all_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "ROOM", 5000)
    many: list[bytes] = []
    for n in range(50):
        for packet in (*TALK[:3], (C, 1500, 24, b"x" * 900)):
            raw = frame(packet)[14:]
            source, target = struct.unpack("!HH", raw[20:24])
            many.append(
                raw[:20]
                + struct.pack("!HH", *(x if x == 25 else 40000 + n for x in (source, target)))
                + raw[24:]
            )
    found = exchanges(capture(101, many))
    assert len(found) == 50 and all(x[0] == ("CONNECT", 220, None) for x in found)
    monkeypatch.setattr(reader, "FLOWS", 2)
    assert len(exchanges(capture(101, many))) == 50


def test_octets_that_are_no_packets_are_no_segments() -> None:
    for link, data in (
        (1, b""),
        (1, MAC + b"\x08\6" + IP),
        (113, b"\0" * 40),
        (276, b"\0" * 40),
        (101, b"\x55" + IP[1:]),
        (101, IP[:9] + b"\x11" + IP[10:]),
        (101, b"\x41" + IP[1:]),
        (101, IP[:30]),
        (7, IP),
        (1, MAC + b"\x88\x64" + b"\0" * 60),
    ):
        assert [s for _, s in segments([capture(link, [data])])] == [None], (link, data)
    assert (
        list(segments([capture(101, ())[:20]])) == []
        and list(segments([b"\xd4\xc3\xb2\xa1" + b"\xff" * 60])) == []
    )


def test_a_server_whose_replies_alone_were_seen_is_one() -> None:
    assert exchanges(pcap([x for x in TALK[2:] if x[0] == S]))[0][0] == ("CONNECT", 220, None)
    assert [x[1] for x in exchanges(pcap([x for x in TALK[6:] if x[0] == S]))[0]] == [530, 221]
    assert [x[1] for x in exchanges(pcap(TALK[5:], six=True))[0]] == [530, 221]


def test_other_protocols_tell_nothing() -> None:
    assert (
        exchanges(
            pcap(
                [
                    *TALK[:2],
                    (S, 5000, 24, b"* OK IMAP ready\r\n"),
                    (C, 1000, 24, b"EHLO c\r\n"),
                    (S, 5017, 24, b"535 no\r\n"),
                ]
            )
        )
        == []
    )
    assert (
        exchanges(
            on(
                80,
                [
                    *TALK[:2],
                    (C, 1000, 24, b"GET / HTTP/1.1\r\n"),
                    (S, 5000, 24, b"HTTP/1.1 200 OK\r\n"),
                ],
            )
        )
        == []
    )


def test_a_line_without_an_end_is_a_gap_when_it_grows_too_long() -> None:
    long: list[Packet] = [(C, 1008 + n * 1400, 24, b"x" * 1400) for n in range(60)]
    found = exchanges(pcap([*TALK[:5], *long, (S, 5038, 24, b"500 no\r\n")]))
    assert found[0][:2] == KNOWN[0][:2]
    waiting: list[Packet] = [(C, 2000 + 10 * n, 24, b"NOOP\r\n") for n in range(300)]
    assert exchanges(pcap([*TALK[:5], *waiting]))[0][:2] == KNOWN[0][:2]
