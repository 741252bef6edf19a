"""Octets written out in hexadecimal with their text beside, as xxd, hexdump -C, tcpdump -X, curl
--trace and openssl -debug do.

A credential goes over several lines there, so the octets are put together again. What is taken out
is written as asterisks, in both columns: the dump stays one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from smtpcodes.grammar.credentials import RESPONSE, Span
from smtpcodes.grammar.late import late

WIDTH, LEAST = 8, 4  # octets of a row, where one begins in the middle of a dump
KEPT = 4096  # octets of a dump that are looked at
_ROW = late(
    rb"(?i)(?:.{0,60}[\s:|])?(?:0x)?([0-9a-f]{4,8})(?::|[ \t]-|[ \t])[ \t]{1,4}"
    rb"((?:[0-9a-f]{2}[ -]{0,2}){0,15}[0-9a-f]{2})(?:[ \t]+|$)"
)
_PAIR = late(rb"(?i)[0-9a-f]{2}")
_ALONE = late(rb"[A-Za-z0-9+/]{2,}={0,2}")
_VERB = late(rb"[A-Z]{4,8}|[A-Z]?[a-z]+|\d+")


class Dump:
    """The rows of a dump, one after the other."""

    __slots__ = ("_last", "_next", "_octets")

    def __init__(self) -> None:
        self._octets = b""
        self._last = self._next = 0  # where the last row began, and the next begins

    def mask(
        self, row: bytes, look: Callable[[bytes], Iterable[Span]], tell: Callable[[str], None]
    ) -> bytes | None:
        """The row without credentials; None if it is none. look: gives what is one in a line."""
        found = _ROW.match(row)
        pairs = [] if found is None else self._pairs(row, found)
        if found is None or not pairs:
            self._octets = b""
            return None
        octets = bytes(x for _, x in pairs)
        before = self._octets[-KEPT:]
        self._octets = before + octets
        hidden = {x - len(before) for x in _hidden(self._octets, look) if x >= len(before)}
        if not hidden:
            return row
        out = bytearray(row)
        for n in hidden:
            out[pairs[n][0] : pairs[n][0] + 2] = b"2a"
        shown = bytes(x if 32 <= x < 127 else 0x2E for x in octets)
        at = row.rfind(shown, found.end(2))
        if at >= 0:
            for n in hidden:
                out[at + n : at + n + 1] = b"*"
        elif found.end() < len(row):  # its text is written otherwise
            out[found.end() :] = b"*" * (len(row) - found.end())
        if out != row:
            tell(RESPONSE)
        return bytes(out)

    def _pairs(self, row: bytes, found: re.Match[bytes]) -> list[tuple[int, int]]:
        """The octets of a row, each with its place; none if it goes on with no row before it and
        begins none: a line of a log with numbers in it."""
        pairs = [(x.start(), int(x.group(), 16)) for x in _PAIR.finditer(row, *found.span(2))]
        offset = int(found.group(1), 16)
        goes_on = self._last < offset <= self._next  # the text beside may begin like octets
        if not goes_on and (offset % WIDTH or len(pairs) < LEAST):
            return []
        self._last, self._next = offset, offset + len(pairs)
        return pairs


def _hidden(text: bytes, look: Callable[[bytes], Iterable[Span]]) -> Iterable[int]:
    """The places of the octets of credentials."""
    at = 0
    for line in text.split(b"\n"):
        bare = line.rstrip(b"\r")
        for begin, end, _ in look(bare):
            yield from range(at + begin, at + end)
        if _ALONE.fullmatch(bare) and not _VERB.fullmatch(bare):
            yield from range(at, at + len(bare))
        at += len(line) + 1
