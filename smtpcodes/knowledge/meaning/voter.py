"""A second opinion on a text: a table of character n-grams, learnt from the texts of the knowledge
base.

``scripts/learn.py`` makes the table, and prints how often it is right on texts of servers that it
has not seen. A row holds what an n-gram says for each cause; rows are added as one long number,
whose lanes are the causes.
"""

from __future__ import annotations

import os
from binascii import crc32
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import exp, sqrt
from struct import unpack

from smtpcodes.record import NamedTuple

BUCKETS = 1 << 14
_LANE = 4  # octets for a cause in a sum
_ZERO = 128  # what is added to a weight, so that it is no negative octet
_TABLE = os.path.join(os.path.dirname(__file__), "votes.bin")
_MOST_APART = 50.0  # of two scores
MOST = 60  # words of a text that are looked at


class Vote(NamedTuple):
    """The cause that the table votes for, and how sure it is (0 to 1)."""

    cause: str
    share: float


class Table(NamedTuple):
    """causes; scale: the size of a weight of 1; bias: of each cause; rows: the weights, an octet
    for each cause."""

    causes: tuple[str, ...]
    scale: float
    bias: tuple[float, ...]
    rows: bytes


def features(words: Sequence[str], code: int | None, enhanced: str | None) -> set[int]:
    """The buckets of a text: n-grams of its words, pairs of words, its codes."""
    found: set[int] = set()
    return found.union(*map(_of_word, words[:MOST]), _beside(words[:MOST], code, enhanced))


def _beside(words: Sequence[str], code: int | None, enhanced: str | None) -> Iterator[int]:
    """The buckets of pairs of words, and of the codes."""
    yield from map(_of_pair, ("", *words), words)
    for token in (f"={code}", f"={enhanced[1:] if enhanced else ''}"):
        yield crc32(token.encode()) % BUCKETS


def _sum(words: Sequence[str], code: int | None, enhanced: str | None) -> tuple[int, int]:
    """The rows of the ``features`` of a text, added, and how many they are: word by word, for
    most words have come before."""
    found: set[int] = set()
    total = 0
    for word in words[:MOST]:
        own = _of_word(word)
        total += _sum_of_word(word)
        if not found.isdisjoint(own):
            total -= sum(map(_row, found & own))
        found |= own
    others = set(_beside(words[:MOST], code, enhanced)) - found
    return total + sum(map(_row, others)), len(found) + len(others)


@lru_cache(4096)
def _of_word(word: str) -> frozenset[int]:
    """The buckets of the n-grams of a word."""
    part = f" {word} "
    return frozenset(
        crc32(part[at : at + size].encode("utf-8", "replace")) % BUCKETS
        for size in (3, 4, 5)
        for at in range(max(1, len(part) - size + 1))
    )


@lru_cache(4096)
def _of_pair(before: str, word: str) -> int:
    """The bucket of two words that stand side by side."""
    return crc32(f"{before}|{word}".encode("utf-8", "replace")) % BUCKETS


@lru_cache(4096)
def _sum_of_word(word: str) -> int:
    """The rows of the n-grams of a word, added."""
    return sum(map(_row, _of_word(word)))


@cache
def table() -> Table:
    """The table.

    Its first line holds the causes, the scale and the biases; the rest are the rows. The wheel is
    compressed; the file is not, since unpacking takes as long as half a start of Python.
    """
    with open(_TABLE, "rb") as file:
        scale, *pairs = file.readline().decode("ascii").split()
        rows = file.read()
    names, bias = zip(*(pair.split("=") for pair in pairs), strict=True)
    return Table(names, float(scale), tuple(float(b) for b in bias), rows)


@cache
def _row(bucket: int) -> int:
    """The weights of a bucket as one number."""
    known = table()
    size = len(known.causes)
    lanes = bytearray(size * _LANE)
    lanes[::_LANE] = known.rows[bucket * size : (bucket + 1) * size]
    return int.from_bytes(lanes, "little")


def vote(
    words: Sequence[str],
    code: int | None,
    enhanced: str | None,
    without: frozenset[str] = frozenset(),
) -> Vote:
    """What the table makes of a text. without: the causes that its subject rules out."""
    known = table()
    total, count = _sum(words, code, enhanced)
    factor = known.scale / sqrt(count)
    zero = _ZERO * count
    width = len(known.causes)
    sums = unpack(f"<{width}I", total.to_bytes(width * _LANE, "little"))
    scores = [(own - zero) * factor + bias for own, bias in zip(sums, known.bias, strict=True)]
    top = max(scores)
    cause = known.causes[scores.index(top)]
    if cause in without:
        whole = zip(scores, known.causes, strict=True)
        top, cause = max(pair for pair in whole if pair[1] not in without)
    return Vote(cause, 1 / sum(map(exp, [min(x - top, _MOST_APART) for x in scores])))
