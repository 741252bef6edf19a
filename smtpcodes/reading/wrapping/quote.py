r"""A quotation in a mail, an issue, a chat.

> S: 220 mx
> > S: 220 mx
&gt; S: 220 mx
>S: 220 mx
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar.characters import unescaped
from smtpcodes.reading.wrapping.base import Kind, Match, Wrapping, prefix


def _tight(found: Sequence[Match]) -> bool:
    """Quoted with no blank after the mark."""
    return 2 * sum(1 for match in found if match.string[1:2] == b" ") < len(found)


_ESCAPED = re.compile(rb"&gt; ?")


def _off(line: bytes) -> bytes:
    match = _ESCAPED.match(line)
    return unescaped(line[match.end() :]) if match is not None else line


KIND = Kind(
    (
        prefix("quote", rb"> ?"),
        Wrapping("quote on a page", _ESCAPED.match, _off, None, True),
        prefix("tight quote", rb">", _tight),
    )
)
EXAMPLES = (
    (b"> S: 220 mx", b"S: 220 mx"),
    (b"> > S: 220 mx", b"> S: 220 mx"),
    (b">S: 220 mx", b"S: 220 mx"),
    (b"&gt; S: 220 mx", b"S: 220 mx"),
)
