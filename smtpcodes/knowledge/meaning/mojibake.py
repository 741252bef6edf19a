"""Texts whose encoding was mistaken:

GBK read as Latin-1, as Windows-1252, or as UTF-8 with what did not fit replaced.
"""

from __future__ import annotations

import re
from functools import cache

from smtpcodes.grammar.late import late
from smtpcodes.knowledge import store

_HAN = late(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Octets as Python and PHP write them: b'\\xc7\\xeb'.
_ESCAPED = late(r"(?:\\x[0-9a-f]{2}){4,400}")
_HIGH = late(r"[\u00a0-\u00ff\u0152-\u2122]{6,}")
_LOST = late("\ufffd+")
_REPLY = late(r"[0-9. ]*")


def restored(text: str) -> str:
    """The text with Chinese that was garbled put right; any other text as it is."""
    if text.isascii():
        return text
    if "\ufffd" in text:
        squeezed = _LOST.sub("\ufffd", text)
        for garbled, said in _known():
            if garbled in squeezed:
                return squeezed.replace(garbled, said)
        return text
    return _HIGH.sub(_one, text)


def unescaped(text: str) -> str:
    """The text with octets that are written as escapes put right, where they are UTF-8 or GBK."""
    return _ESCAPED.sub(_octets, text)


def _octets(found: re.Match[str]) -> str:
    octets = bytes.fromhex(found.group().replace("\\x", ""))
    for encoding in ("utf-8", "gbk"):
        try:
            read = octets.decode(encoding)
        except UnicodeError:
            continue
        if not read.isascii():
            return read
    return found.group()


def _one(found: re.Match[str]) -> str:
    for encoding in ("latin-1", "cp1252"):
        try:
            read = found.group().encode(encoding).decode("gbk")
        except UnicodeError:
            continue
        if len(_HAN.findall(read)) == len(read):
            return read
    return found.group()


@cache
def _known() -> list[tuple[str, str]]:
    """The Chinese replies of the knowledge base as they look after GBK was read as UTF-8, the
    longest first."""
    found = []
    for entry in store.entries()["phrases"]:
        if entry.get("language") == "zh":
            for example in entry.get("examples", ()):
                said = _REPLY.sub("", example, count=1)
                lost = said.encode("gbk", "replace").decode("utf-8", "replace")
                found.append((_LOST.sub("\ufffd", lost), said))
    return sorted(
        (pair for pair in found if len(pair[0].strip("\ufffd")) > 2), key=lambda p: -len(p[0])
    )
