r"""A box that a terminal draws around a text, or one border of it.

│ S: 220 mx             │
┌───────────────────────┐
└───────────────────────┘
"""

from __future__ import annotations

import re

from smtpcodes.reading.wrapping.base import GONE, Kind, Wrapping

_SIDE = rb"(?:\xe2\x94\x82|\xe2\x94\x83|\xe2\x95\x91)"  # U+2502, U+2503, U+2551
_BOX = re.compile(_SIDE + rb" ?(?P<text>.*?) {0,400}" + _SIDE + rb"\s{0,4}$", re.S)
_EDGE = re.compile(rb"(?:\xe2[\x94\x95][\x80-\xbf]){4,400}\s{0,4}$")


def _off(line: bytes) -> bytes:
    match = _BOX.match(line)
    return GONE if match is None else match["text"]


KIND = Kind((Wrapping("box", lambda x: _BOX.match(x) or _EDGE.match(x), _off, None, True),))
EXAMPLES = (
    ("│ S: 220 mx             │".encode(), b"S: 220 mx"),
    ("│ x │".encode(), b"x"),
    ("┌───────────────────────┐".encode(), b""),
)
