"""Where something stands in a source: lines and columns, counted from 1.

Knows nothing of what stands there.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A line of a source, as it was read.

    number: the line's number, from 1 (the frame number in a packet capture).
    line: the whole line as bytes, without its end; a credential may stand in it.
    """

    number: int
    line: bytes


class Span(NamedTuple):
    """A range of columns; columns count code points from 1, ``end_column`` is the first one after the range."""

    line: int
    column: int
    end_line: int
    end_column: int
