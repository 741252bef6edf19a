"""What stands behind two NULs, as PLAIN sends it (RFC 4616 section 2): as it is, or escaped."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.credentials import RESPONSE, Span
from smtpcodes.grammar.credentials.values import is_placeholder
from smtpcodes.grammar.late import late

_NUL = rb"(?:\0|\\{1,3}(?:0(?:00)?+|x00|u0000)|\^@|%00)"
# [authorization identity] NUL user NUL password (RFC 4616 section 2)
_USER = rb"[\w.+@%=~-]{1,128}?"
_PARTS = late(_NUL + _USER + _NUL + rb"([^\0\1\s\"'`]{1,1000}(?:[\"'`][^\s\"'`|;,)]{1,200}){0,3})")
_PARTS_QUOTED = late(rb"([\"'`])[^\"'`]{0,200}?" + _NUL + _USER + _NUL)
# the rest of an octet in octal, and more of them: \\042, as Postfix writes what is no text
_OCTAL = late(rb"[0-7]{2}(?:\\.*)?|(?:\w?\\[0-7]{3}){2,}.*")


def behind_nuls(line: bytes, low: str) -> Iterator[Span]:
    """The passwords behind two NULs of a line; low: the same in lower case."""
    opened = _PARTS_QUOTED.search(line)
    if opened is not None:
        end = line.find(opened.group(1), opened.end())
        while end >= 0 and end + 1 < len(line) and line[end + 1 : end + 2].isalnum():
            end = line.find(opened.group(1), end + 1)
        end = len(line) if end < 0 else end
        if not is_placeholder(line[opened.end() : end]):
            yield Span(opened.end(), end, RESPONSE)
        return
    for found in _PARTS.finditer(line):
        password = found.group(1)
        if not (is_placeholder(password) or _OCTAL.fullmatch(password)):
            yield Span(found.start(1), found.end(1), RESPONSE)
