"""Long runs of letters, digits and signs: a line without one holds no token and no response, and a
look for one is cheap."""

from __future__ import annotations

import re

from smtpcodes.grammar.late import late

# An app password of Google, in four groups, stands in one piece for the eye and in four for a
# parser
GROUPS = late(rb"[a-z]{4}(?:[ \xa0][a-z]{4}){3}(?![a-z0-9])")
_NAMED = late(rb"[a-z]{2,12}\d{0,4}(?:/[a-z]{2,12}\d{0,4})+|[0-9a-f]+|0o[0-7]+")
_SMALL, _GREAT, _DIGITS = bytes(range(97, 123)), bytes(range(65, 91)), b"0123456789"


def _shapes(small: bytes, great: bytes, digits: bytes) -> bytes:
    """A table that gives octets of three kinds a letter each, and a blank to all others."""
    kinds = {**dict.fromkeys(small, 97), **dict.fromkeys(great, 65), **dict.fromkeys(digits, 49)}
    return bytes(kinds.get(octet, 32) for octet in range(256))


_BASE64 = _shapes(_SMALL, _GREAT, _DIGITS + b"+/")
_TOKEN = _shapes(_SMALL + b"_-.=/+~!*", _GREAT + _DIGITS, b"")


def of_base64(line: bytes) -> bool:
    """True if there are twelve octets of base64 in a row that are no plain word: fewer
    need their padding to be known."""
    return any(
        len(run) >= 12 and not (run.isalpha() and run[1:].islower())
        for run in line.translate(_BASE64).split()
    )


def of_token(line: bytes) -> bool:
    """True if there are as many octets in a row as the shortest token has, and not small letters
    alone."""
    return any(len(run) >= 13 and not run.islower() for run in line.translate(_TOKEN).split())


def word_like(body: bytes) -> bool:
    """True for names that programs give: words in camel case, paths, numbers in octal."""
    if _NAMED.fullmatch(body) is not None:
        return True
    return re.fullmatch(rb"[A-Za-z/]+", body) is not None and (
        b"/" in body or sum(65 <= c <= 90 for c in body) * 4 <= len(body)
    )
