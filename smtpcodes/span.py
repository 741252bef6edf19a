"""Where something stands in a source: lines and columns, counted from 1.

Knows nothing of what stands there.
"""

from __future__ import annotations

from smtpcodes.record import NamedTuple


class Place(NamedTuple):
    """A line of a source, as it was read.

    number: the line's number, from 1 (the frame number in a packet capture).
    line: the whole line as bytes, without its end; a credential may stand in it.
    """

    number: int
    line: bytes


class Span(NamedTuple):
    """A range of columns; columns count code points from 1, ``end_column`` is the first one after
    the range."""

    line: int
    column: int
    end_line: int
    end_column: int


class Wrapped(bytes):
    """A line without what stood around it when it was pasted or collected.

    raw: the whole line as it stands in the source. start: where in it this one begins.
    """

    raw: bytes
    start: int

    @classmethod
    def of(cls, bare: bytes, raw: bytes) -> Wrapped:
        """`bare` within `raw`. Where its words do not stand there as they are (escapes, octets as
        numbers), it stands for itself:
        a credential could not be found in the other."""
        found = cls(bare)
        if not all(part in raw for part in bare.replace(b"\x0b", b"\n").split(b"\n")):
            raw = bare
        found.raw = raw
        found.start = len(raw) - len(bare) if raw.endswith(bare) else max(0, raw.find(bare[:20]))
        return found


def whole_line(line: bytes) -> tuple[bytes, int]:
    """The line as it stands in the source, and where in it `line` begins."""
    return (line.raw, line.start) if isinstance(line, Wrapped) else (line, 0)
