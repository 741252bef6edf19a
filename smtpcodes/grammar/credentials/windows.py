"""A long line is looked at in windows: what a look takes grows with the line, not with its square.

The windows overlap by more than the longest value and its key, so each stands whole in one of them.
"""

from __future__ import annotations

from smtpcodes.grammar.credentials import RESPONSE, Span
from smtpcodes.grammar.late import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WINDOW = 1 << 17  # octets that are looked at in one piece
OVERLAP = 1 << 15
EDGE = 1 << 10  # octets at an edge of a window: the window beside sees more around them
STEP = WINDOW - OVERLAP
_ON = late(rb"[^\s\"'`<>]*")


def spans(line: bytes, look: Callable[[bytes], list[Span]]) -> Iterable[Span]:
    """What `look` finds in a line, in order."""
    return look(line) if len(line) <= WINDOW else _spans(line, look)


def _spans(line: bytes, look: Callable[[bytes], list[Span]]) -> Iterator[Span]:
    found: list[Span] = []
    ran = 0  # how far a value goes on that is longer than a window
    for at in range(0, len(line) - OVERLAP, STEP):
        stop = min(at + WINDOW, len(line))
        first = at + EDGE if at else 0
        behind = stop - EDGE if stop < len(line) else stop
        for start, end, kind in look(line[at:stop]):
            if first <= at + start < behind:
                found.append(Span(at + start, at + end, kind))
                ran = max(ran, at + end)
        if ran >= stop:
            more = _ON.match(line, stop, stop + STEP)
            ran = more.end() if more is not None else stop
            found.append(Span(stop, ran, RESPONSE))
        found.sort()
        yield from (x for x in found if x.start < at + STEP)
        found = [x for x in found if x.start >= at + STEP]
    yield from found
