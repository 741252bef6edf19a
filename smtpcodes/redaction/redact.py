"""Takes credentials out of lines.

Follows the session: where a response stands is known from the event, not from its looks. What a
session has sent as a response is taken out wherever it comes again (servers echo, logs repeat): as
it was sent, decoded, escaped, in part.
What looks like a credential and cannot be judged is taken out too.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable

from smtpcodes.grammar import sasl, secret
from smtpcodes.redaction import pieces

MASK = "[redacted]"
_MASK = MASK.encode()
# a shorter password is a word of the language, too: taken out only between quotes or brackets
SHORT = 6
BEGIN = pieces.GRAM
PIECE = 12  # octets at the beginning or the end of a response that tell it
_ADDRESS = re.compile(rb"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")  # RFC 4648 section 5, which SASL does not use
# What is left of a response between two pieces of it
_REST = re.compile(rb"(?:\[redacted\])+(?:\[redacted\]|[A-Za-z0-9+/]{12,}={0,2})")
_LEFT, _RIGHT = frozenset(b"'\"`=:([{<,|\0\t"), frozenset(b"'\"`)]}>,;|\0\t\\")
Form = bytes | pieces.Pieces
mask_unknown = secret.mask_unknown
mask_after = secret.mask_after


def secrets(responses: Iterable[bytes], user: bool = False) -> list[Form]:
    """The forms in which what was sent may come again.

    Longest first. user: the responses are names; only as sent.
    """
    found: set[bytes] = set()
    parts: dict[bytes, None] = {}
    names: set[bytes] = set()
    for raw in responses:
        found.add(raw)
        if sasl.is_base64(raw) and len(raw) > 4:
            found.update(escaped(raw))
            found.add(binascii.b2a_base64(raw, newline=False))
        decoded = sasl.decode(raw) or sasl.decode(raw.translate(_URL_SAFE))
        if user or isinstance(raw, sasl.Name):
            names.add(decoded or raw)
            continue
        if decoded:
            names.update(decoded.split(b"\0")[:-1])
            for part in sasl.credentials(decoded):
                if not _ADDRESS.fullmatch(part):  # who logs in stands in MAIL FROM as well
                    parts[part] = None
            found.add(decoded)
            found.add(decoded.replace(b"\0", b"\\0"))
        elif raw.strip() and not pieces.is_usual(last := raw.split()[-1]):
            parts[last] = None
    parts.update(dict.fromkeys(part.replace(b" ", b"") for part in [*parts]))  # app passwords
    for part in parts:
        found.add(part)
        found.update(escaped(part))
        if len(part) >= SHORT:
            found.update(
                (
                    binascii.b2a_base64(part, newline=False),
                    binascii.hexlify(part),
                    binascii.hexlify(part).upper(),
                )
            )
    whole = (x for x in found if len(x.strip()) >= 4 and not _ADDRESS.fullmatch(x))
    return [
        *sorted(whole, key=lambda x: (-len(x), x)),
        *(piece for part in parts for piece in pieces.forms(part, names)),
    ]


def escaped(part: bytes) -> set[bytes]:
    """In URLs, HTML, and strings of JSON and of languages."""
    if part.isalnum():
        return set()
    import html  # only here, and they take long to import
    from urllib.parse import quote_from_bytes

    text = part.decode("utf-8", "replace")
    slashed = part.replace(b"\\", b"\\\\")
    return {
        quote_from_bytes(part, "").encode(),
        html.escape(text).encode(),
        slashed.replace(b'"', b'\\"'),
        slashed.replace(b"'", b"\\'"),
        text.encode("ascii", "backslashreplace"),
        repr(part)[2:-1].encode(),
    }


def begins(form: Form) -> Iterable[bytes]:
    """Octets, as many as ``BEGIN``, one of which stands in each line that ``without`` changes."""
    if not isinstance(form, bytes):
        return form.begins()
    if len(form) < 2 * PIECE:
        return (form[:BEGIN],)
    return (form[:BEGIN], form[-PIECE:][:BEGIN])


def mask(line: bytes, known: Iterable[Form] = ()) -> bytes:
    """`line` without what was sent as a response, and without what looks like a credential."""
    return secret.mask(without(line, known))


def without(line: bytes, known: Iterable[Form]) -> bytes:
    """`line` without what was sent as a response."""
    before = line
    for form in known:
        if not isinstance(form, bytes):
            line = form.out_of(line)
        elif len(form) < SHORT:
            if line.find(form) >= 0:
                line = _between(line, form)
        elif len(form) < 2 * PIECE:
            if line.find(form) >= 0:
                line = line.replace(form, _MASK)
        elif line.find(form[:PIECE]) >= 0 or line.find(form[-PIECE:]) >= 0:
            line = line.replace(form, _MASK)
            if sasl.is_base64(form):
                line = _pieces(line, form)
    return _REST.sub(_MASK, line) if line is not before else line


def _between(line: bytes, form: bytes) -> bytes:
    """`line` without `form` where it stands for itself, in quotes, in brackets or after a sign."""
    at = line.find(form)
    while at >= 0:
        end = at + len(form)
        if at and line[at - 1] in _LEFT and (end == len(line) or line[end] in _RIGHT):
            line = line[:at] + _MASK + line[end:]
            end = at + len(_MASK)
        at = line.find(form, end)
    return line


def _pieces(line: bytes, form: bytes) -> bytes:
    """`line` without the beginning and without the end of `form`: logs and servers cut what they
    repeat."""
    at = line.find(form[:PIECE])
    while at >= 0:
        end, size = at + PIECE, PIECE
        while end < len(line) and size < len(form) and line[end] == form[size]:
            end, size = end + 1, size + 1
        line = line[:at] + _MASK + line[end:]
        at = line.find(form[:PIECE], at + len(_MASK))
    at = line.find(form[-PIECE:])
    while at >= 0:
        start, size = at, PIECE
        while start > 0 and size < len(form) and line[start - 1] == form[-size - 1]:
            start, size = start - 1, size + 1
        line = line[:start] + _MASK + line[at + PIECE :]
        at = line.find(form[-PIECE:], start + len(_MASK))
    return line


def cut(line: bytes, secret_: bytes) -> bytes:
    """`line` without the secret that stands in it."""
    at = line.rfind(secret_) if secret_ else -1
    return line[:at] + _MASK + line[at + len(secret_) :] if at >= 0 else line
