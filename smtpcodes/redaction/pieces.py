"""A credential of which any eight octets are known again: servers cut, repeat and decode what they
were sent."""

from __future__ import annotations

import binascii
from collections.abc import Iterable, Iterator

from smtpcodes.grammar.credentials.names import PASSWORDS
from smtpcodes.grammar.credentials.sentences import in_prose
from smtpcodes.grammar.secret import MASK

LEAST = 8  # octets that tell a credential
GRAM = 4  # any eight octets hold four that begin at a multiple of five
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
MOST = 4000  # octets of a token that are looked for


class Pieces:
    """One form of a credential. names: of users; a piece of one is none of the credential. encoded:
    it is base64 or hexadecimal."""

    __slots__ = ("_encoded", "_form", "_grams", "_names")

    def __init__(self, form: bytes, names: Iterable[bytes] = (), encoded: bool = False) -> None:
        self._encoded = encoded
        self._form = form[:MOST]
        self._names = tuple(names)
        self._grams = [
            (at, form[at : at + GRAM])
            for at in range(0, len(self._form) - GRAM + 1, LEAST - GRAM + 1)
        ]

    def begins(self) -> Iterator[bytes]:
        """Octets, one of which stands in each line that holds a piece."""
        return (gram for _, gram in self._grams)

    def out_of(self, line: bytes) -> bytes:
        """`line` without any piece of the credential."""
        for place, gram in self._grams:
            at = line.find(gram)
            while at >= 0:
                begin, end = self._widest(line, at, place)
                if end - begin >= LEAST and not self._usual(line, begin, end):
                    if self._encoded:  # what touches it is of the same response
                        begin -= len(line[:begin]) - len(line[:begin].rstrip(_BASE64))
                        end += len(line[end:]) - len(line[end:].lstrip(_BASE64))
                    line = line[:begin] + MASK + line[end:]
                    end = begin + len(MASK)
                at = line.find(gram, max(end, at + 1))
        return line

    def _widest(self, line: bytes, at: int, place: int) -> tuple[int, int]:
        """How far the line and the credential are the same around a gram."""
        form = self._form
        begin, end, first, last = at, at + GRAM, place, place + GRAM
        while begin and first and line[begin - 1] == form[first - 1]:
            begin, first = begin - 1, first - 1
        while end < len(line) and last < len(form) and line[end] == form[last]:
            end, last = end + 1, last + 1
        return begin, end

    def _usual(self, line: bytes, begin: int, end: int) -> bool:
        """True for a word that servers say, and for a part of a name."""
        piece = line[begin:end]
        return is_usual(piece) or any(piece in name for name in self._names)


def is_usual(word: bytes) -> bool:
    """True for a word that lines about log-ins hold anyway: "AUTH requires a password"."""
    return in_prose(word) or word.lower().strip(b"_-/") in PASSWORDS


def forms(secret: bytes, names: Iterable[bytes] = ()) -> Iterator[Pieces]:
    """What `secret` looks like as it is, in base64 however it begins there, and in hexadecimal."""
    if len(secret) < LEAST - 2 or len(set(secret)) < 4:  # xxxxxxxx stands for one
        return
    if len(secret) >= LEAST:
        yield Pieces(secret, names)
    for shift, skipped in enumerate((0, 2, 3)):
        text = binascii.b2a_base64(b"x" * shift + secret, newline=False)
        yield Pieces(text[skipped : (shift + len(secret)) * 8 // 6], encoded=True)
    for text in (binascii.hexlify(secret), binascii.hexlify(secret).upper()):
        yield Pieces(text, encoded=True)
