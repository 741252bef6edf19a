"""Escapes of HTML, resolved in octets."""

from __future__ import annotations

from smtpcodes.grammar.late import late

ESCAPED = late(rb"&(?:lt|gt|quot|amp|apos|nbsp|#\d{1,5}|#x[0-9A-Fa-f]{1,4});")


def unescaped(line: bytes) -> bytes:
    """`line` with the escapes of HTML resolved."""
    if b"&" not in line:
        return line
    import html

    return (
        html.unescape(line.decode("utf-8", "surrogateescape"))
        .encode("utf-8", "surrogateescape")
        .replace(b"\xc2\xa0", b" ")
    )
