"""One line of a reply.

    Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
    Reply-code = %x32-35 %x30-35 %x30-39              ; RFC 5321 section 4.2

Reads more than the grammar allows (any three digits, a missing space), for what is wrong has to be read before it can
be told. Multi-line replies are put together by ``session``.
"""

from __future__ import annotations

import re

from smtpcodes.grammar import enhanced as enhanced_codes

_LINE = re.compile(rb"([0-9]{3})(?:([ \-])|(?=[^0-9.:/,;A-Za-z)\]}=*%@&+_~]|$))")


class ReplyLine:
    """One line of a reply, immutable, shared by all lines with the same text.

    code: the reply code, 0 to 999.
    more: True if a hyphen says that more lines follow.
    enhanced: the enhanced status code, or None.
    text: what follows code and enhanced code, stripped.
    raw: the line as it stood.
    """

    __slots__ = ("code", "enhanced", "more", "raw", "spaced", "text")

    def __init__(self, raw: bytes, code: int, more: bool, spaced: bool, enhanced: str | None, text: bytes) -> None:
        self.raw = raw
        self.code = code
        self.more = more
        self.spaced = spaced
        self.enhanced = enhanced
        self.text = text

    def __repr__(self) -> str:
        return f"ReplyLine({self.raw!r})"


def parse(raw: bytes) -> ReplyLine | None:
    """`raw` as a reply line; None if it does not begin with three digits and a blank, a hyphen or the end."""
    match = _LINE.match(raw)
    if match is None:
        return None
    text = raw[match.end():].strip()                       # some servers send two blanks
    code = enhanced_codes.parse(text)
    if code is not None:
        text = text[len(code):].strip()
    return ReplyLine(raw, int(match.group(1)), match.group(2) == b"-", match.group(2) is not None, code, text)


def make(code: int, text: str = "", enhanced: str | None = None, more: bool = False) -> ReplyLine:
    """A reply line from its parts, for logs that show them apart."""
    raw = f"{code:03d}{'-' if more else ' '}{enhanced + ' ' if enhanced else ''}{text}".encode("utf-8", "surrogateescape")
    line = parse(raw)
    assert line is not None, raw
    return line
