"""How a packet capture begins: pcap and pcapng."""

from __future__ import annotations

MAGIC = {
    b"\xd4\xc3\xb2\xa1": "<",
    b"\xa1\xb2\xc3\xd4": ">",
    b"\x4d\x3c\xb2\xa1": "<",
    b"\xa1\xb2\x3c\x4d": ">",
}
NEXT_GENERATION = b"\x0a\x0d\x0d\x0a"


def is_capture(head: bytes) -> bool:
    """Do these octets begin a capture?"""
    return head[:4] in MAGIC or (
        head[:4] == NEXT_GENERATION and head[8:12] in (b"\x4d\x3c\x2b\x1a", b"\x1a\x2b\x3c\x4d")
    )
