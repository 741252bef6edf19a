r"""A quotation in a mail, an issue, a chat.

> S: 220 mx
> > S: 220 mx
>S: 220 mx
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.reading.wrapping.base import Kind, Match, prefix


def _tight(found: Sequence[Match]) -> bool:
    """Quoted with no blank after the mark."""
    return 2 * sum(1 for match in found if match.string[1:2] == b" ") < len(found)


KIND = Kind(
    (
        prefix("quote", rb"> ?"),
        prefix("tight quote", rb">", _tight),
    )
)
EXAMPLES = (
    (b"> S: 220 mx", b"S: 220 mx"),
    (b"> > S: 220 mx", b"> S: 220 mx"),
    (b">S: 220 mx", b"S: 220 mx"),
)
