"""Which wrappings the lines of a log wear: found by trying, part for part, because they may begin
or end anywhere.

Lines that look wrapped in the same way, one after the other, are a part. It is unwrapped if without
its wrapping it looks more like a known format than with it: "> " is curl's mark of a client, too,
and a time belongs to many formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping import fixed, kinds
from smtpcodes.reading.wrapping.base import BETTER, BREAK, GONE, LEVEL, Fit, Wrapping
from smtpcodes.reading.wrapping.characters import plain, rewritten
from smtpcodes.reading.wrapping.count import wide
from smtpcodes.reading.wrapping.entries import joined
from smtpcodes.reading.wrapping.monolog import NAME as MONOLOG
from smtpcodes.span import Wrapped

Way = tuple[Wrapping, ...]
Measure = Callable[[Sequence[bytes]], Fit]

PASSES = 5  # a part may be wrapped in another way than what stands in it
DEPTH = 3  # layers over one another that are looked for at once
SAMPLE = 40  # lines of a part that are looked at
MORE = 160  # if they tell nothing
FEWEST = 4  # lines whose numbers grow by one are numbered
GAP = 2  # lines in the middle of a part that lack the wrapping (a mail wraps them)
SURE = 0.97  # a part that looks like this is left as it is
TRIES = 24  # parts of a block that are looked at
TWICE = 10  # fewer lines may well be the same by chance
FAR = 4  # times as much is told
LONGEST = 400  # lines of one carrier's line that are looked at
FIELDS = b"#Fields:"  # a log of W3C's extended format says itself what its columns are
# how a part of the lines may begin that is wrapped otherwise than others
OUTER = tuple(
    re.compile(pattern).match
    for pattern in (
        rb">",
        rb"[\w.-]{1,64} {0,30}\|",
        rb"\[",
        rb"\x1e?\{",
        rb"[`+#]",
        rb"[a-z0-9-]{2,200} [a-z0-9-]{1,60} ",
        rb"[\w./-]{1,200}:",
        rb" {0,8}\d{1,7}(?: ?[:|\t]|[.)]? )",
        rb"<\d",
        LEADING_TIME,
        LEVEL + rb"\W",
    )
)


class Unwrapper:
    """Takes the wrapping off the blocks of one input. measure: how well lines fit a format that is
    known."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.open: Way = ()  # worn by the last lines that were looked at
        self.plain = False  # there were colours or NULs
        self.written: Way = ()  # what was done to characters
        self.entries = False  # some stand over several lines
        self.twice = False  # each line stands there twice: two loggers wrote it

    def block(self, lines: list[bytes]) -> list[bytes]:
        """The lines without their wrapping, looked at part for part."""
        lines = [_ended(line) for line in lines]
        octets = b"\n".join(lines)
        self.plain = b"\x1b" in octets or b"\0" in octets
        bare = joined([plain(line) for line in lines] if self.plain else list(lines))
        self.entries = any(line is GONE for line in bare)
        ways: list[Way] = [()] * len(bare)
        for _ in range(PASSES):
            if any(line.startswith(FIELDS) for line in bare[:SAMPLE]) or not self._pass(bare, ways):
                break
        self.written = self._written(bare)
        if self.written:
            bare = [_off(line, self.written) for line in bare]
        self.twice = _twice(bare)
        bare = _once(bare) if self.twice else bare
        self.open = next(
            (way for line, way in zip(reversed(bare), reversed(ways), strict=True) if line.strip()),
            (),
        )
        return [_wrapped(new, old) for new, old in zip(bare, lines, strict=True)]

    def again(self, lines: list[bytes]) -> list[bytes]:
        """The lines without the wrapping that was worn last, with no look at it."""
        if not (self.open or self.plain or self.written or self.twice):
            return lines
        way = (*self.open, *self.written)
        lines = [_ended(line) for line in lines]
        bare = [plain(line) if self.plain else line for line in lines]
        bare = [_off(line, way) for line in (joined(bare) if self.entries else bare)]
        bare = _once(bare) if self.twice else bare
        return [_wrapped(new, old) for new, old in zip(bare, lines, strict=True)]

    def _written(self, lines: Sequence[bytes]) -> Way:
        """What was done to characters, if the lines look no worse without it. What stands behind a
        break may be a line, or words of the one before it that look like none."""
        found: Way = ()
        sample = _sample([line for line in lines if line.strip()], MORE)
        for layer in rewritten(lines):
            bare = [_off(line, (layer,)).replace(BREAK, b" ") for line in sample]
            best = max(self.measure(x).score for x in (_without(layer, sample), bare))
            if best >= self.measure(sample).score:
                found, sample = (*found, layer), bare
        return found

    def _pass(self, bare: list[bytes], ways: list[Way]) -> bool:
        """Takes one wrapping off each part that wears one; tells whether there was any."""
        filled = [n for n, line in enumerate(bare) if line.strip()]
        parts = [
            filled,
            *sorted(
                (part for worn in OUTER for part in _parts(worn, bare, filled)),
                key=len,
                reverse=True,
            ),
        ]
        looked: set[int] = set()
        found = False
        for part in parts[:TRIES]:
            single = len(part) < 2 and (not part or bare[part[0]][:1] not in (b"{", b"[", b"\x1e"))
            if single or not looked.isdisjoint((part[0], part[len(part) // 2], part[-1])):
                continue
            way = self._way([bare[n] for n in part])
            if not way:
                continue
            found = True
            looked.update(part)
            for n in part:
                bare[n] = _off(bare[n], way)
                ways[n] += way
        return found

    def _way(self, part: Sequence[bytes]) -> Way:
        """The layers that are best taken off; none if the part looks best as it is."""
        for size in (SAMPLE, MORE):
            sample = _sample(part, size)
            as_it_is = self.measure(sample)
            numbered = next(
                (
                    one
                    for one in fixed()
                    if one.name == "count" and all(map(one.worn, sample)) and one.fits(part)
                ),
                None,
            )
            if (
                numbered is not None
                and len(part) >= FEWEST
                and self.measure(_without(numbered, sample)).score >= max(as_it_is.score, 0.5)
            ):
                return (wide(part),)
            certain = self._certain(sample, as_it_is)
            if certain:
                return certain
            if as_it_is.score >= SURE:
                return ()
            _, way = self._best(sample, as_it_is, DEPTH)
            if way:
                return way
            if len(part) <= SAMPLE:
                break
        return ()

    def _certain(self, lines: Sequence[bytes], as_it_is: Fit) -> Way:
        """A wrapping that nothing else looks like, if the lines look no worse without it."""
        best = Fit(0.0, 0)
        way: Way = ()
        if not any(one.sure and one.on_most(lines) for one in _all(lines)):
            return way
        for one, bare in _candidates(lines):
            if one.sure:
                fit, more = self._best(bare, self.measure(bare), DEPTH - 1)
                if fit.better(best):
                    best, way = fit, (one, *more)
        return way if best.score > 0 and best.score >= as_it_is.score - BETTER else ()

    def _best(self, lines: Sequence[bytes], as_it_is: Fit, depth: int) -> tuple[Fit, Way]:
        """The layers over one another that fit best; where some are sure to, those that take off
        least."""
        best: tuple[Fit, Way] = (as_it_is, ())
        if not depth:
            return best
        found = [(self.measure(bare), one, bare) for one, bare in _candidates(lines)]
        # what takes off least comes first
        found.sort(key=lambda x: (x[1].name != MONOLOG, -sum(map(len, x[2]))))
        sure = any(fit.score >= SURE for fit, _, _ in found)
        for fit, layer, bare in found:
            way: Way = ()
            if not sure:
                fit, way = self._best(bare, fit, depth - 1)
            # nothing is taken off only to be told more, unless next to nothing was told before
            more = fit.score > as_it_is.score + BETTER or fit.telling > FAR * (as_it_is.telling + 1)
            if fit.better(best[0]) and (best[1] or more):
                best = fit, (layer, *way)
            sure = sure or fit.score >= SURE
        return best


def _once(lines: Sequence[bytes]) -> list[bytes]:
    """The lines; a second one that is the same as the one before it is empty."""
    found: list[bytes] = []
    for line in lines:
        found.append(GONE if line and found and line == found[-1] else line)
    return found


def _twice(lines: Sequence[bytes]) -> bool:
    """Does each line stand there twice, one after the other?"""
    filled = [line for line in lines if line.strip()]
    second = sum(1 for line in _once(filled) if not line)
    return len(filled) >= TWICE and 100 * second >= 45 * len(filled)


def _sample(lines: Sequence[bytes], size: int) -> Sequence[bytes]:
    return (
        lines
        if len(lines) <= size
        else [*lines[: size // 2], *lines[len(lines) // 2 :][: size // 2]]
    )


def _candidates(lines: Sequence[bytes]) -> Iterator[tuple[Wrapping, list[bytes]]]:
    """The wrappings that most of the lines wear, with the lines without them."""
    seen: set[tuple[bytes, ...]] = set()
    for one in _all(lines):
        if one.on_most(lines):
            bare = _without(one, lines)
            if bare and tuple(bare) not in seen:
                seen.add(tuple(bare))
                yield one, bare


def _all(lines: Sequence[bytes]) -> Iterator[Wrapping]:
    for kind in kinds().values():
        yield from kind.fixed
        if kind.found is not None:
            yield from kind.found(lines)


def _without(one: Wrapping, lines: Sequence[bytes]) -> list[bytes]:
    """The lines without the wrapping; what it makes several lines of is several lines."""
    return [
        part
        for line in lines
        for part in (one.off(line) if one.worn(line) else line)
        .replace(BREAK, b"\n")
        .split(b"\n")[:LONGEST]
        if part.strip()
    ]


def _parts(
    worn: Callable[[bytes], object], lines: Sequence[bytes], filled: Sequence[int]
) -> list[list[int]]:
    """The numbers of the lines that begin in this way, part for part."""
    parts: list[list[int]] = []
    last = -GAP - 2
    for at, n in enumerate(filled):
        if not worn(lines[n]):
            continue
        if at - last <= GAP + 1:
            parts[-1].append(n)
        else:
            parts.append([n])
        last = at
    return [part for part in parts if 1 < len(part) < len(filled)]


def _off(line: bytes, way: Way) -> bytes:
    """The line without these wrappings, from the first that it wears on; where one carries many
    lines, each without the rest."""
    for at, one in enumerate(way):
        if line is GONE:
            break
        if b"\n" in line:
            return b"\n".join(_off(part, way[at:]) for part in line.split(b"\n"))
        if BREAK in line and at:
            return BREAK.join(_off(part, way[at:]) for part in line.split(BREAK))
        if one.worn(line):
            line = one.off(line)
    return line


def _ended(line: bytes) -> bytes:
    """The line without the carriage returns of its end; what is wrapped can't lose them later. A
    ``BREAK`` that somebody wrote is a blank: only a wrapping makes one."""
    line = line.rstrip(b"\r") if line[-1:] == b"\r" else line
    return line.replace(BREAK, b" ") if BREAK in line else line


def _wrapped(bare: bytes, raw: bytes) -> bytes:
    return bare if bare is raw or bare is GONE else Wrapped.of(bare, raw)
