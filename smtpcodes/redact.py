"""Takes credentials out of lines.

Follows the session: where a response stands is known from the event, not from its looks. What a session has sent as a
response is taken out wherever it comes again (servers echo, logs repeat), as it was sent and decoded. What looks like a
credential and cannot be judged is taken out too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from smtpcodes.grammar import sasl

MASK = "[redacted]"
_MASK = MASK.encode()
# AUTH with an initial response, in any text (RFC 4954 section 4)
_AUTH = re.compile(rb"(?i)(\bAUTH[ \t]+[A-Z0-9_-]{1,32}[ \t]+)(\S+)")
_BEARER = re.compile(rb"(?i)((?:auth=)?bearer[ \t]+)([A-Za-z0-9._~+/=-]{6,})")
_NAMED = re.compile(rb"(?i)\b((?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?)[\"']?[ \t]*[=:][ \t]*[\"']?)([^\s\"',;]+)")
# What is base64, is long enough and has the look of chance: no word, no host name, no queue id.
_BASE64 = re.compile(rb"(?<![A-Za-z0-9+/=_.@-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{16,}={0,2}(?![A-Za-z0-9+/=_.@-])")


_ADDRESS = re.compile(rb"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


def secrets(responses: Iterable[bytes]) -> list[bytes]:
    """The forms in which what was sent may come again: as sent, decoded, and the parts of the decoded one. Longest first."""
    found: set[bytes] = set()
    for raw in responses:
        found.add(raw)
        decoded = sasl.decode(raw)
        if decoded:
            found.add(decoded)
            found.update(part for part in re.split(rb"[\x00\x01 ,]|=", decoded) if len(part) >= 6)
    found = {x for x in found if not _ADDRESS.fullmatch(x)}         # who logs in stands in MAIL FROM as well
    return sorted((x for x in found if len(x) >= 4), key=lambda x: (-len(x), x))


def mask(line: bytes, known: Iterable[bytes] = ()) -> bytes:
    """`line` without what was sent as a response, and without what looks like a credential."""
    for secret in known:
        if secret in line:
            line = line.replace(secret, _MASK)
    line = _AUTH.sub(_after_auth, line)
    line = _BEARER.sub(rb"\1" + _MASK, line)
    if b"=" in line or b":" in line:
        line = _NAMED.sub(_keep_placeholder, line)
    return _BASE64.sub(_MASK, line)


def _keep_placeholder(match: re.Match[bytes]) -> bytes:
    """Leaves placeholders, and the names of mechanisms in an EHLO reply."""
    value = match.group(2)
    if value in (b"=", b"*") or value.upper().decode("latin-1") in sasl.MECHANISMS or sasl.is_masked(value):
        return match.group()
    return match.group(1) + _MASK


def _after_auth(match: re.Match[bytes]) -> bytes:
    """Prose ("AUTH not permitted during a transaction") holds no credential; what follows a mechanism does."""
    mechanism = match.group(1).split()[-1].upper().decode("latin-1")
    if mechanism not in sasl.MECHANISMS and _WORD.fullmatch(match.group(2)):
        return match.group()
    return _keep_placeholder(match)


_WORD = re.compile(rb"[A-Za-z]{1,16}[.,;:!]?|\([A-Za-z]{1,16}\)?")


def mask_from(line: bytes, secret: bytes, known: Iterable[bytes] = ()) -> bytes:
    """`line` without the secret that stands in it, and otherwise as ``mask``."""
    at = line.rfind(secret) if secret else -1
    if at >= 0:
        line = line[:at] + _MASK + line[at + len(secret):]
    return mask(line, known)
