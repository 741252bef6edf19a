"""Escapes of HTML, resolved in octets."""

from __future__ import annotations

from smtpcodes.grammar.late import late

ESCAPED = late(rb"&(?:lt|gt|quot|amp|apos|nbsp|#\d{1,5}|#x[0-9A-Fa-f]{1,4});")

_CONTROL = late(rb"[\x00-\x08\x0a\x0c-\x1a\x1c-\x1f]")


def unescaped(line: bytes) -> bytes:
    """`line` with the escapes of HTML resolved.

    None of them ends a line: a peer may have written it.
    """
    if b"&" not in line:
        return line
    import html

    return b"\n".join(
        _CONTROL.sub(
            b" ",
            html.unescape(part.decode("utf-8", "surrogateescape")).encode(
                "utf-8", "surrogateescape"
            ),
        ).replace(b"\xc2\xa0", b" ")
        if b"&" in part
        else part
        for part in line.split(b"\n")
    )
