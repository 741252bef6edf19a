"""Long runs of letters, digits and signs: a line without one holds no token and no response, and a
look for one is cheap."""

from __future__ import annotations

import re

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_BASE64 = bytes.maketrans(_LETTERS + b"+/", b"a" * 64)
_TOKEN = bytes.maketrans(_LETTERS + b"_-.=/+~!*", b"a" * 71)


def of_base64(line: bytes) -> bool:
    """True if there are twelve octets of base64 in a row: fewer need their padding to be known."""
    return line.translate(_BASE64).find(b"a" * 12) >= 0


def of_token(line: bytes) -> bool:
    """True if there are as many octets in a row as the shortest token has."""
    return line.translate(_TOKEN).find(b"a" * 13) >= 0


def word_like(body: bytes) -> bool:
    """True for names that programs give: words in camel case, paths."""
    return re.fullmatch(rb"[A-Za-z/]+", body) is not None and (
        b"/" in body or sum(65 <= c <= 90 for c in body) * 4 <= len(body)
    )
