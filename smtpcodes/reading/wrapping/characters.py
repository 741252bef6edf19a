"""What a page of the web, rsyslog or a terminal does to characters.

    S: 250-mx &lt;hello&gt;<br>
    Mar 10 15:10:12 web1 app[12]: S: 220 mx#015
    <code>S: 220 mx</code>

A break within a line is written as ``BREAK``: what follows are words of the same side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smtpcodes.grammar.characters import ESCAPED, unescaped
from smtpcodes.grammar.late import late
from smtpcodes.reading.wrapping.base import BREAK, Kind, Wrapping

_COLOUR = late(
    rb"(?:\x1b|\^\[)(?:\[[0-9;?]{0,20}[A-Za-z]|[()][A-Z0-9])|\[[0-9]{1,3}(?:;[0-9]{1,3}){0,4}m"
)  # "^[" is how less shows the escape, and a form on a page loses it
COLOURED = (b"\x1b", b"^[[", b"[0m")
_BLANK = b"\xc2\xa0"  # what a page makes of blanks
_NOTHING = late(rb"^(?:\xe2\x80[\x8b-\x8f]|\xef\xbb\xbf){1,4}")  # marks without width
HIDDEN = (*COLOURED, b"\0", b"\xc2\xa0", b"\xe2\x80", b"\xef\xbb\xbf")
_BREAK = late(rb"(?i)<br ?/?>")
_TAG = late(
    rb"(?i)</?(?:p|pre|code|div|span|b|i|em|strong|font|tt|li|ul|td|tr|body|html|samp"
    rb"|blockquote)(?: [^<>]{0,200})?>"
)
_OCTAL = {
    b"#012": BREAK,
    b"#015": b"",
    b"#011": b"\t",
    b"#033": b"\x1b",
    b"#000": b"",
}  # rsyslog, EscapeControlCharactersOnReceive
_CONTROL = late(b"|".join(_OCTAL))
_PRE = late(rb"(?i)^\s{0,8}<(?:pre|code)[^<>]{0,100}>|</(?:pre|code)>\s{0,8}$")
_MARKUP = late(rb"(?i)\s{0,20}<(?!br)")
_WEB = late(rb"(?i)<br ?/?>|</?(?:pre|code|p)\b|" + ESCAPED.pattern)


def hidden(lines: Sequence[bytes]) -> bool:
    """May these lines hold what ``plain`` takes out?"""
    octets = b"\n".join(lines)
    return any(mark in octets for mark in HIDDEN)


def plain(line: bytes) -> bytes:
    """`line` without colours, NULs and marks without width, and with plain blanks."""
    if any(line.find(mark) >= 0 for mark in COLOURED):
        line = _COLOUR.sub(b"", line)
    if not line.isascii():
        line = _NOTHING.sub(b"", line).replace(_BLANK, b" ")
    return line.replace(b"\0", b"") if line.find(b"\0") >= 0 else line


def _web(line: bytes) -> bytes:
    return unescaped(_TAG.sub(b"", _BREAK.sub(BREAK, line).rstrip(BREAK)))


def _control(line: bytes) -> bytes:
    return plain(_CONTROL.sub(lambda m: _OCTAL[m.group()], line)).rstrip(BREAK)


WEB = Wrapping("web", _WEB.search, _web)
CONTROL = Wrapping("control", _CONTROL.search, _control)
KIND = Kind()  # not a layer among others: ``rewritten`` tells whether a block has it
EXAMPLES = (
    (b"S: 250-mx &lt;hello&gt;<br>", b"S: 250-mx <hello>"),
    (b"Mar 10 15:10:12 web1 app[12]: S: 220 mx#015", b"Mar 10 15:10:12 web1 app[12]: S: 220 mx"),
    (b"<code>S: 220 mx</code>", b"S: 220 mx"),
)


def rewritten(lines: Sequence[bytes]) -> Iterator[Wrapping]:
    """What may have been done to characters of these lines, the last first. A peer may have written
    one of them into its lines: then the other is there nevertheless."""
    escaped = sum(1 for line in lines if ESCAPED.search(line))
    breaks = sum(len(_BREAK.findall(line)) for line in lines)
    if any(_PRE.search(line) for line in lines) or (
        (escaped > 1 or breaks > 1) and not any(_MARKUP.match(line) for line in lines)
    ):
        yield WEB
    if sum(1 for line in lines if _CONTROL.search(line)) > 1:
        yield CONTROL
