"""Which dress the lines of a log wear: found by trying, part for part, because it may begin or end anywhere.

Lines that look dressed in the same way, one after the other, are a part. It is undressed if without its dress it looks more like a
known format than with it: "> " is curl's mark of a client, too, and a time belongs to many formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from smtpcodes.readers._dress import LAYERS, MONOLOG, OUTER, Layer, Match, by_one, plain, rewritten
from smtpcodes.readers.base import Reader
from smtpcodes.session.events import Line
from smtpcodes.span import Dressed

_SERVERS = re.compile(rb"[2-5]\d\d[ -]|(?i:S|server|C|client): ")
Way = tuple[Layer, ...]

PASSES = 5  # a part may be dressed in another way than what stands in it
DEPTH = 3  # layers over one another that are looked for at once
SAMPLE = 40  # lines of a part that are looked at
MORE = 160  # if they tell nothing
FEWEST = 4  # lines whose numbers grow by one are numbered
GAP = 2  # lines in the middle of a part that lack the dress (a mail wraps them)
SURE = 0.97  # a part that looks like this is left as it is
BETTER = 0.02
MUCH = 1.2
TRIES = 24  # parts of a block that are looked at
FEW = 0.8  # of the lines of a sample have to wear a layer


class Wardrobe:
    """Takes the dress off the blocks of one input. kinds: the readers that may read it."""

    def __init__(self, kinds: Sequence[type[Reader]]) -> None:
        self.kinds = kinds
        self.open: Way = ()  # worn by the last lines that were looked at
        self.plain = False  # there were colours or NULs
        self.written: Layer | None = None

    def block(self, lines: list[bytes]) -> list[bytes]:
        """The lines without their dress, looked at part for part."""
        lines = [_ended(line) for line in lines]
        joined = b"\n".join(lines)
        self.plain = b"\x1b" in joined or b"\0" in joined
        bare = [plain(line) for line in lines] if self.plain else list(lines)
        ways: list[Way] = [()] * len(bare)
        for _ in range(PASSES):
            if not self._pass(bare, ways):
                break
        self.written = self._written(bare)
        if self.written is not None:
            bare = [_off(line, (self.written,)) for line in bare]
        self.open = next(
            (way for line, way in zip(reversed(bare), reversed(ways), strict=True) if line.strip()),
            (),
        )
        return [_dressed(new, old) for new, old in zip(bare, lines, strict=True)]

    def again(self, lines: list[bytes]) -> list[bytes]:
        """The lines without the dress that was worn last, with no look at it."""
        if not self.open and not self.plain and self.written is None:
            return lines
        way = self.open if self.written is None else (*self.open, self.written)
        return [
            _dressed(_off(plain(line) if self.plain else line, way), line)
            for line in map(_ended, lines)
        ]

    def _written(self, lines: Sequence[bytes]) -> Layer | None:
        """What was done to characters, if the lines look no worse without it."""
        layer = rewritten(lines)
        if layer is None:
            return None
        sample = _sample([line for line in lines if line.strip()], MORE)
        return (
            layer if self._fit(_without(layer, sample)).score >= self._fit(sample).score else None
        )

    def _pass(self, bare: list[bytes], ways: list[Way]) -> bool:
        """Takes one dress off each part that wears one; tells whether there was any."""
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
            if len(part) < 2 or not looked.isdisjoint((part[0], part[len(part) // 2], part[-1])):
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
            as_it_is = self._fit(sample)
            numbered = next(
                (
                    layer
                    for layer in LAYERS
                    if layer.test is by_one and all(map(layer.worn, sample)) and layer.fits(part)
                ),
                None,
            )
            if (
                numbered is not None
                and len(part) >= FEWEST
                and self._fit(_without(numbered, sample)).score >= max(as_it_is.score, 0.5)
            ):
                return (numbered,)
            if as_it_is.score >= SURE:
                return ()
            _, way = self._best(sample, as_it_is, DEPTH)
            if way:
                return way
            if len(part) <= SAMPLE:
                break
        return ()

    def _best(self, lines: Sequence[bytes], as_it_is: Fit, depth: int) -> tuple[Fit, Way]:
        """The layers over one another that fit best; where some are sure to, those that take off least."""
        best: tuple[Fit, Way] = (as_it_is, ())
        if not depth:
            return best
        ways: dict[tuple[bytes, ...], Layer] = {}
        for layer in LAYERS:
            worn = [line for line in lines if layer.worn(line) is not None]
            if worn and len(worn) >= FEW * len(lines) and layer.fits(worn):
                ways.setdefault(tuple(_without(layer, lines)), layer)
        found = [(self._fit(bare), layer, bare) for bare, layer in ways.items() if bare]
        found.sort(
            key=lambda x: (x[1] is not MONOLOG, -sum(map(len, x[2])))
        )  # what takes off least comes first
        sure = any(fit.score >= SURE for fit, _, _ in found)
        for fit, layer, bare in found:
            way: Way = ()
            if not sure:
                fit, way = self._best(bare, fit, depth - 1)
            if fit.better(best[0]) and (
                best[1] or fit.score > as_it_is.score + BETTER
            ):  # nothing is taken off only to be told more
                best = fit, (layer, *way)
            sure = sure or fit.score >= SURE
        return best

    def _fit(self, lines: Sequence[bytes]) -> Fit:
        """How surely the lines are of a known format: one that takes a server's lines for a client's has not understood them."""
        best = Fit(0.0, 0)
        for score, kind in sorted(
            ((kind().sniff(lines), kind) for kind in self.kinds), key=lambda x: -x[0]
        ):
            if score <= best.score:
                break
            fit = understood(kind, lines)
            best = max(best, Fit(score * fit.score, fit.telling))
        return best


class Fit(NamedTuple):
    """How surely lines are of a known format, and how much they tell then."""

    score: float
    telling: int

    def better(self, other: Fit) -> bool:
        near = abs(self.score - other.score) <= BETTER
        return self.telling > 0 and (
            self.score > other.score + BETTER or (near and self.telling > MUCH * other.telling)
        )


def understood(kind: type[Reader], lines: Sequence[bytes]) -> Fit:
    """How much of what a reader takes for a client's can be: a server's lines can't, nor can all be unknown where nobody answers."""
    reader = kind()
    reader.begin(lines)
    taken = [items for line in lines if (items := reader.take(line)) is not None]
    if not taken:
        return Fit(0.0, 0)
    if kind.LATE:
        taken.append(reader.finish())
    events = [event for items in taken for _, event in items]
    said = [event for event in events if isinstance(event, Line)]
    strange = sum(1 for event in said if _SERVERS.match(event.raw))
    if kind.WEAK and not 0 < len(said) < len(
        events
    ):  # lines without marks are a dialogue only if both sides speak
        return Fit(0.0, 0)
    if kind.WEAK or len(said) == len(events):
        strange = max(strange, sum(1 for event in said if event.command.verb == "OTHER"))
    return Fit(1 - strange / max(1, len(said)), len(events) - strange)


def _sample(lines: Sequence[bytes], size: int) -> Sequence[bytes]:
    return (
        lines
        if len(lines) <= size
        else [*lines[: size // 2], *lines[len(lines) // 2 :][: size // 2]]
    )


def _without(layer: Layer, lines: Sequence[bytes]) -> list[bytes]:
    """The lines without the layer; what it makes several lines of is several lines."""
    return [
        part
        for line in lines
        for part in (layer.off(line) if layer.worn(line) else line).split(b"\n")
        if part.strip()
    ]


def _parts(
    worn: Callable[[bytes], Match | None], lines: Sequence[bytes], filled: Sequence[int]
) -> list[list[int]]:
    """The numbers of the lines that begin in this way, part for part."""
    parts: list[list[int]] = []
    last = -GAP - 2
    for at, n in enumerate(filled):
        if worn(lines[n]) is None:
            continue
        if at - last <= GAP + 1:
            parts[-1].append(n)
        else:
            parts.append([n])
        last = at
    return [part for part in parts if 1 < len(part) < len(filled)]


def _off(line: bytes, way: Way) -> bytes:
    """The line without these layers, from the first that it wears on."""
    for layer in way:
        if layer.worn(line) is not None:
            line = layer.off(line)
    return line


def _ended(line: bytes) -> bytes:
    """The line without the carriage returns of its end; what is dressed can't lose them later."""
    return line.rstrip(b"\r") if line[-1:] == b"\r" else line


def _dressed(bare: bytes, raw: bytes) -> bytes:
    return raw if bare is raw else Dressed.of(bare, raw)
