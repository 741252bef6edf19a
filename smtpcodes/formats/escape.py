"""Escapes text for where it goes: a terminal, HTML, XML, the command lines of CI services.

A log may hold anything; nothing in it may drive a terminal, reorder text or start a command.
"""

from __future__ import annotations

import re

from smtpcodes.grammar.late import late

# C0 but tab, DEL, C1, bidirectional and line separators, tags, byte order mark, lone surrogates
_UNSAFE = late(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def _code(match: re.Match[str]) -> str:
    value = ord(match.group())
    if 0xDC80 <= value <= 0xDCFF:  # an octet that was no UTF-8 (surrogateescape)
        return f"\\x{value - 0xDC00:02x}"
    return (
        f"\\x{value:02x}"
        if value < 0x100
        else f"\\u{value:04x}"
        if value < 0x10000
        else f"\\U{value:08x}"
    )


def terminal(text: str) -> str:
    """For a terminal: control characters become visible escapes; a line feed does, too."""
    if text.isprintable():  # nothing that is unsafe is
        return text
    return _UNSAFE.sub(_code, text).replace("\t", " ")


def html(text: str) -> str:
    """For HTML text and attribute values."""
    shown = _UNSAFE.sub(_code, text)
    return (
        shown.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#x27;")
    )


def plain(text: str) -> str:
    """For JSON and other formats with their own escapes: only what is no Unicode is replaced."""
    return (
        text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        if _SURROGATE.search(text)
        else text
    )


_SURROGATE = late("[\ud800-\udfff]")
