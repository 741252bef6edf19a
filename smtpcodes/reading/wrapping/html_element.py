"""An element of HTML around each line.

<div>S: 220 mx</div>
<p class="x">S: 250 &lt;x&gt;</p>
<li>x</li>
"""

from __future__ import annotations

import re

from smtpcodes.grammar.characters import unescaped
from smtpcodes.reading.wrapping.base import BREAK, GONE, Kind, Wrapping

_ELEMENT = re.compile(
    rb"(?i)\s{0,20}<(p|div|li|dd|dt|span|code|samp|tt)(?: [^<>]{0,200})?>(?P<text>.*)</\1>\s{0,4}$",
    re.S,
)
_LIST = re.compile(
    rb"(?i)\s{0,20}</?(?:ol|ul|dl|div|pre|body|html|section)(?: [^<>]{0,200})?>\s{0,4}$"
)
_BREAK = re.compile(rb"(?i)<br ?/?>")


def _worn(line: bytes) -> object:
    return _ELEMENT.match(line) or _LIST.match(line)


def _off(line: bytes) -> bytes:
    match = _ELEMENT.match(line)
    if match is None:
        return GONE
    return unescaped(_BREAK.sub(BREAK, match["text"])).rstrip(BREAK)


KIND = Kind(
    (Wrapping("element", _worn, _off, lambda lines: any(map(_ELEMENT.match, lines)), True),)
)
EXAMPLES = (
    (b"<div>S: 220 mx</div>", b"S: 220 mx"),
    (b'<p class="x">S: 250 &lt;x&gt;</p>', b"S: 250 <x>"),
    (b"<li>x</li>", b"x"),
)
