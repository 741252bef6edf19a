"""Which wrappings the lines of a log wear: found by trying, part for part, because they may begin
or end anywhere.

Lines that look wrapped in the same way, one after the other, are a part. It is unwrapped if without
its wrapping it looks more like a known format than with it: "> " is curl's mark of a client, too,
and a time belongs to many formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smtpcodes.reading.wrapping import fixed
from smtpcodes.reading.wrapping.base import BETTER, BREAK, FEW, GONE, Fit, Wrapping
from smtpcodes.reading.wrapping.characters import hidden, plain, rewritten
from smtpcodes.reading.wrapping.common import endings
from smtpcodes.reading.wrapping.count import wide
from smtpcodes.reading.wrapping.entries import joined
from smtpcodes.reading.wrapping.layers import candidates, every, off_all, sample_of, without
from smtpcodes.reading.wrapping.monolog import NAME as MONOLOG
from smtpcodes.reading.wrapping.parts import answered, once, parts, twice
from smtpcodes.reading.wrapping.texts import Texts, ended, texts, worn
from smtpcodes.span import Wrapped

Way = tuple[Wrapping, ...]
Measure = Callable[[Sequence[bytes]], Fit]

PASSES = 5  # a part may be wrapped in another way than what stands in it
DEPTH = 3  # layers over one another that are looked for at once
SAMPLE = 40  # lines of a part that are looked at
MORE = 160  # if they tell nothing
FEWEST = 4  # lines whose numbers grow by one are numbered
SURE = 0.97  # a part that looks like this is left as it is
TRIES = 24  # parts of a block that are looked at
FAR = 4  # times as much is told
FIELDS = b"#Fields:"  # a log of W3C's extended format says itself what its columns are


class Unwrapper:
    """Takes the wrapping off the blocks of one input. measure: how well lines fit a format that is
    known."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.open: Way = ()  # worn by the last lines that were looked at
        self.plain = False  # there were colours or NULs
        self.written: Way = ()  # what was done to characters
        self.entries = False  # some stand over several lines
        self.asked: list[bytes] = []  # the 354 whose text goes on in the next block
        self.unmarked = False  # nobody marks the lines of that text
        self.twice = False  # each line stands there twice: two loggers wrote it

    def block(self, lines: list[bytes]) -> list[bytes]:
        """The lines without their wrapping, looked at part for part."""
        before = self.asked
        lines = [*before, *map(_ended, lines)]
        self.plain = hidden(lines)
        bare = joined([plain(line) for line in lines] if self.plain else list(lines))
        self.entries = any(line is GONE for line in bare)
        ways: list[Way] = [()] * len(bare)
        self.written = ()
        said = texts(bare, self.unmarked)
        for _ in range(PASSES):
            if any(line.startswith(FIELDS) for line in bare[:SAMPLE]) or not self._pass(
                bare, ways, said
            ):
                break
        for find in (self._written, self._behind):
            found = find(bare)
            self.written = (*self.written, *found)
            bare = [off_all(line, found) for line in bare] if found else bare
        self.twice = twice(bare)
        bare = once(bare) if self.twice else bare
        self.open = next(
            (way for line, way in zip(reversed(bare), reversed(ways), strict=True) if line.strip()),
            (),
        )
        self.asked = [] if said.going_on is None else [lines[said.going_on.asked]]
        self.unmarked = said.going_on is not None and not said.going_on.marked
        both = list(zip(bare, lines, strict=True))
        return [_wrapped(new, old) for new, old in both[len(before) :]]

    def again(self, lines: list[bytes]) -> list[bytes]:
        """The lines without the wrapping that was worn last, with no look at it."""
        if self.asked and any(map(ended, lines)):
            self.asked = []
        if not (self.open or self.plain or self.written or self.twice):
            return lines
        way = (*self.open, *self.written)
        lines = [_ended(line) for line in lines]
        bare = [plain(line) if self.plain else line for line in lines]
        bare = [off_all(line, way) for line in (joined(bare) if self.entries else bare)]
        bare = once(bare) if self.twice else bare
        return [_wrapped(new, old) for new, old in zip(bare, lines, strict=True)]

    def _written(self, lines: Sequence[bytes]) -> Way:
        """What was done to characters, if the lines look no worse without it. What stands behind a
        break may be a line, or words of the one before it that look like none."""
        found: Way = ()
        sample = sample_of([line for line in lines if line.strip()], MORE)
        for layer in rewritten(lines):
            bare = [off_all(line, (layer,)).replace(BREAK, b" ") for line in sample]
            best = max(self.measure(x).score for x in (without(layer, sample), bare))
            if best >= self.measure(sample).score:
                found, sample = (*found, layer), bare
        return found

    def _behind(self, lines: Sequence[bytes]) -> Way:
        """What all lines end with, if they look no worse without it."""
        sample = sample_of([line for line in lines if line.strip()], MORE)
        for layer in endings(sample):
            # the breaks of what was written before stay: only the ends are compared
            bare = [off for line in sample if (off := off_all(line, (layer,))).strip()]
            score = self.measure(bare).score
            if len(bare) == len(sample) and 0 < score >= self.measure(sample).score:
                return (layer,)
        return ()

    def _pass(self, bare: list[bytes], ways: list[Way], texts: Texts) -> bool:
        """Takes one wrapping off each part that wears one; tells whether there was any. What it is
        tells the log, and no text of a message in it."""
        said = texts.said
        filled = [n for n, line in enumerate(bare) if line.strip() and n not in texts.sure]
        all_parts = [
            filled,
            *sorted(
                parts(bare, filled),
                key=len,
                reverse=True,
            ),
        ]
        looked: set[int] = set()
        found = False
        for part in all_parts[:TRIES]:
            single = len(part) < 2 and (not part or bare[part[0]][:1] not in (b"{", b"[", b"\x1e"))
            if single or not looked.isdisjoint((part[0], part[len(part) // 2], part[-1])):
                continue
            way = () if answered(bare, filled, part) else self._way([bare[n] for n in part])
            if not way:
                continue
            looked.update(part)
            theirs = {at: worn(bare[at], way) for at in set(said.values())}
            members = frozenset(part)
            for n in (*part, *(n for n in texts.sure if said[n] in members)):
                shed = theirs[said[n]] if n in said else way
                found = found or bool(shed)
                bare[n] = off_all(bare[n], shed)
                ways[n] += shed
        return found

    def _way(self, part: Sequence[bytes]) -> Way:
        """The layers that are best taken off; none if the part looks best as it is."""
        for size in (SAMPLE, MORE):
            sample = sample_of(part, size)
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
                and self.measure(without(numbered, sample)).score >= max(as_it_is.score, 0.5)
            ):
                return (wide(part),)
            certain = self._certain(sample, as_it_is)
            if certain:
                return certain
            if as_it_is.score >= SURE:
                return ()
            _, way = self._best(sample, as_it_is, DEPTH)
            way = way or self._unheard(sample, as_it_is)
            if way:
                return way
            if len(part) <= SAMPLE:
                break
        return ()

    def _unheard(self, lines: Sequence[bytes], as_it_is: Fit) -> Way:
        """The layers below one that no known wrapping is, with it."""
        best: tuple[Fit, Way] = (as_it_is, ())
        for one, bare in candidates(lines, last=True):
            fit, way = self._best(bare, self.measure(bare), DEPTH - 1)
            left = len(bare) >= FEW * len(lines)  # it is not all that these lines say
            if left and fit.better(best[0]) and _more(fit, as_it_is):
                best = fit, (one, *way)
        return best[1]

    def _certain(self, lines: Sequence[bytes], as_it_is: Fit) -> Way:
        """A wrapping that nothing else looks like, if the lines look no worse without it."""
        best = Fit(0.0, 0)
        way: Way = ()
        if not [one for one in every(lines) if one.sure and one.on_most(lines)]:
            return way
        for one, bare in candidates(lines):
            if one.sure:
                fit, more = self._best(bare, self.measure(bare), DEPTH - 1)
                if fit.better(best):
                    best, way = fit, (one, *more)
        if best.score <= 0 or best.score < as_it_is.score - BETTER:
            return ()
        # what ends all lines alike may be the format's own, below what stands before them
        own = [one for one in candidates(lines) if not one[0].sure] if way[0].behind else []
        found = max(((self.measure(bare), n) for n, (_, bare) in enumerate(own)), default=None)
        if found is not None and found[0].score >= SURE and not best.better(found[0]):
            return (own[found[1]][0],)
        return way

    def _best(self, lines: Sequence[bytes], as_it_is: Fit, depth: int) -> tuple[Fit, Way]:
        """The layers over one another that fit best; where some are sure to, those that take off
        least."""
        best: tuple[Fit, Way] = (as_it_is, ())
        if not depth:
            return best
        found = [(self.measure(bare), one, bare) for one, bare in candidates(lines)]
        # what takes off least comes first
        found.sort(key=lambda x: (x[1].name != MONOLOG, -sum(map(len, x[2]))))
        sure = any(fit.score >= SURE for fit, _, _ in found)
        for fit, layer, bare in found:
            way: Way = ()
            if not sure:
                fit, way = self._best(bare, fit, depth - 1)
            if fit.better(best[0]) and (best[1] or _more(fit, as_it_is)):
                best = fit, (layer, *way)
            sure = sure or fit.score >= SURE
        return best


def _more(fit: Fit, before: Fit) -> bool:
    """Nothing is taken off only to be told more, unless next to nothing was told before."""
    return fit.score > before.score + BETTER or fit.telling > FAR * (before.telling + 1)


def _ended(line: bytes) -> bytes:
    """The line without the carriage returns of its end; what is wrapped can't lose them later. A
    ``BREAK`` that somebody wrote is a blank: only a wrapping makes one."""
    line = line.rstrip(b"\r") if line[-1:] == b"\r" else line
    return line.replace(BREAK, b" ") if line.find(BREAK) >= 0 else line


def _wrapped(bare: bytes, raw: bytes) -> bytes:
    return bare if bare is raw or bare is GONE else Wrapped.of(bare, raw)
