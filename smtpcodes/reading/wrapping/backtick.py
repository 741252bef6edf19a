r"""Code in Markdown, or a string in quotes: the same mark before the line and behind it.

`S: 220 mx`
"S: 220 mx",
'S: 220 mx'
"""

from __future__ import annotations

import re

from smtpcodes.reading.wrapping.base import Kind, Wrapping, unquoted

_MARKED = re.compile(
    rb"\s{0,12}([`\"']|``)(?!\1|.*\",\")(?P<text>.*)\1,?\s{0,4}$|(?:``|\"\"|''),?$", re.S
)


def _off(line: bytes) -> bytes:
    match = _MARKED.match(line)
    if match is None:
        return line
    text = match["text"] or b""
    return unquoted(text) if match[1] in (b'"', b"'") else text


KIND = Kind((Wrapping("backtick", _MARKED.match, _off, None, True),))
EXAMPLES = (
    (b"`S: 220 mx`", b"S: 220 mx"),
    (b'"S: 220 mx",', b"S: 220 mx"),
    (b"'S: 220 mx'", b"S: 220 mx"),
)
