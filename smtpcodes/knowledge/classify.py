"""The cause of a text that no signature knows: the class of the text, then the phrase that tells most.

What classes there are is for ``grammar.textclass``, what phrases say for ``phrasebook``; here is when which is believed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from smtpcodes.grammar.textclass import TextClass, textclass
from smtpcodes.knowledge.phrasebook import AUTH, GENERAL, WEAK
from smtpcodes.knowledge.phrases import Book, words

# Replies that are for AUTH alone: RFC 4954 sections 4 and 6, RFC 5248 section 2.4, and codes that circulate.
AUTH_CODES = frozenset((235, 334, 432, 435, 454, 525, 526, 534, 535, 538))
# A class of the text with the cause that it is; where both are true the phrase book has the finer one.
_CAUSES = {
    TextClass.SENDER_AUTHENTICATION: "policy.sender-authentication", TextClass.WANTS_TLS: "tls.required",
    TextClass.WANTS_AUTH: "auth.required", TextClass.MECHANISM: "auth.mechanism-unsupported", TextClass.TOO_LONG: "auth.line-too-long",
    TextClass.RELAY: "relay.denied", TextClass.SENDER_MISMATCH: "auth.sender-mismatch"}


class Told(NamedTuple):
    """What a text tells. weak: only in general words, which an enhanced code may say better."""

    cause: str
    weak: bool


@lru_cache(1)
def _books() -> tuple[Book, Book]:
    return Book(AUTH), Book(GENERAL)


@lru_cache(8192)
def cause(code: int | None, command: str | None, text: str) -> Told | None:
    """The cause that a text tells (code and enhanced code taken off, lower case), or None."""
    kind = textclass(text)
    found = words(text)
    in_auth, everywhere = _books()
    if command in ("AUTH", "SASL") or code in AUTH_CODES or (code is None and kind is TextClass.CREDENTIALS):
        told = _in_auth(kind, found, in_auth)
        if told is not None:
            return told
    general = everywhere.find(found)
    if general is not None and general[1] in _FINER.get(kind, ()):
        return Told(general[1], general[0] >= WEAK)
    if kind in _CAUSES:
        return Told(_CAUSES[kind], False)
    if kind is TextClass.CREDENTIALS and (general is None or general[0] >= WEAK):
        return Told("auth.credentials-invalid", False)
    return None if general is None else Told(general[1], general[0] >= WEAK)


def _in_auth(kind: TextClass, found: list[str], book: Book) -> Told | None:
    if kind is TextClass.WANTS_TLS:
        return Told("tls.required", False)
    told = book.find(found)
    if kind is TextClass.WANTS_AUTH and (told is None or told[1] not in _FINER[kind]):
        return Told("auth.required", False)
    return None if told is None else Told(told[1], False)
