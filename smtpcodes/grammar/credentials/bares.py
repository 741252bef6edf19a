"""Where values without quotes end: found once for all the values of a line.

A word of many thousand octets may hold a thousand places where a value begins, and all of them end
where it does.
"""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right

from smtpcodes.grammar.late import late

SHORT = 240  # octets: a value that ends within them is found without a list
_BARE = late(rb"[^\s\"'`<>]+(?:[\"'`<>]+[^\s\"'`<>,;)\]}]+)*")
_STOP = late(rb"[\s\"'`<>]")
_QUOTES = late(rb"[\"'`<>]+")
_MORE = late(rb"[^\s\"'`<>,;)\]}]+")


class _Ends:
    """The ends of all the values of a line.

    stops: blanks and quotes. Quotes with letters behind them lead on. quotes: where such begin;
    letters: where what follows them begins; ends: where that ends; last: of the quotes that are
    reached from there, the last.
    """

    __slots__ = ("ends", "last", "letters", "quotes", "size", "stops")

    def __init__(self, line: bytes) -> None:
        self.size = len(line)
        self.stops = [x.start() for x in _STOP.finditer(line)]
        self.quotes: list[int] = []
        self.letters: list[int] = []
        self.ends: list[int] = []
        for found in _QUOTES.finditer(line):
            more = _MORE.match(line, found.end())
            if more is not None:
                self.quotes.append(found.start())
                self.letters.append(more.start())
                self.ends.append(more.end())
        self.last = list(range(len(self.quotes)))
        for n in range(len(self.quotes) - 2, -1, -1):
            if self.ends[n] == self.quotes[n + 1]:
                self.last[n] = self.last[n + 1]

    def of(self, at: int, limit: int) -> int:
        """The end of the value that begins at `at`; what stands at `limit` is no more of it."""
        stop = bisect_left(self.stops, at)
        end = self.stops[stop] if stop < len(self.stops) else self.size
        if end >= limit or end == at:
            return min(end, limit)
        first = bisect_left(self.quotes, end)
        if first == len(self.quotes) or self.quotes[first] != end:
            return end
        # of the quotes that lead on, the last with a letter before the limit
        n = min(self.last[first], bisect_right(self.letters, limit - 1) - 1)
        return min(self.ends[n], limit) if n >= first else end


_of = functools.lru_cache(maxsize=2)(_Ends)


def end(line: bytes, at: int, longest: int) -> int:
    """The end of the value that begins at `at`, of `longest` octets at most; `at` if there is
    none."""
    limit = min(len(line), at + longest)
    if limit - at > SHORT:
        found = _BARE.match(line, at, at + SHORT)
        if found is None or line[found.end()] in b" \t":
            return at if found is None else found.end()
        return _of(line).of(at, limit)
    found = _BARE.match(line, at, limit)
    return at if found is None else found.end()
