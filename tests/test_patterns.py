"""No pattern of the package takes more than linear time on a line that somebody has written to stop
it: each is tried with the methods that the code calls, on what repeats in it."""

from __future__ import annotations

import re
import signal
import time
from collections import deque
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from tests.each import each
from tests.patterns import everything

# What patterns wait for, and what repeats.
HEADS = ("", "AUTH PLAIN ")
REPEATED = (
    *("a", "A", " ", "a ", "0", "1.", "a.", "aA0/", "a=", "=a,", "<", "<a>", "[", "(", '"', "\\"),
    *("-", "@", "a@", ": ", "/", "}{", "\xc3\xa4", "AUTH ", "pass "),
)
ANY = [(head, repeated, "\x7f") for head in HEADS for repeated in REPEATED]
TAILS = ("\x7f", "q0A")  # what fits nowhere, and letters behind it
SIZE = 1000
SLOW = 0.0004  # seconds for a text of this size; what is faster needs no second look
STUCK = 20.0  # seconds after which a try is given up
PATTERNS = everything()


def tried(pattern: re.Pattern[Any], method: str, text: str) -> float:
    """Give the seconds that it takes."""
    line = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    begun = time.process_time()
    if method == "finditer":
        deque(pattern.finditer(line), 0)
    else:
        getattr(pattern, method)(line)
    return time.process_time() - begun


def grows(pattern: re.Pattern[Any], method: str, head: str, unit: str, tail: str) -> bool:
    """Does twice the length take more than three times as long? What else the machine does makes a
    try longer, never shorter: the least of several counts."""

    def text(size: int) -> str:
        return head + (unit * size)[:size] + tail

    if tried(pattern, method, text(SIZE)) < SLOW:
        return False
    for tries in (1, 3, 20):
        short, long = (
            min(tried(pattern, method, text(size)) for _ in range(tries))
            for size in (SIZE * 2, SIZE * 4)
        )
        if long < 3 * short:
            return False
    return True


def stuck(*_: Any) -> None:
    raise TimeoutError


@pytest.fixture(autouse=True)
def given_up() -> Iterator[None]:
    """A pattern that takes for ever fails: it looks for signals."""
    if not hasattr(signal, "setitimer"):
        pytest.skip("a pattern that takes for ever could not be stopped here")
    before = signal.signal(signal.SIGALRM, stuck)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def sample(items: Any) -> str:
    """A short text that the parsed part of a pattern takes, near enough."""
    text = ""
    for op, value in items:
        if op is _constants.LITERAL:
            text += chr(value)
        elif op is _constants.NOT_LITERAL:
            text += "b" if value == ord("a") else "a"
        elif op is _constants.IN:
            text += member(value)
        elif op is _constants.ANY:
            text += "a"
        elif op is _constants.BRANCH:
            text += sample(value[1][0])
        elif op is _constants.SUBPATTERN:
            text += sample(value[3])
        elif op is _constants.ATOMIC_GROUP:
            text += sample(value)
        elif op in REPEATS:
            text += sample(value[2]) * min(max(value[0], 1), 8)
    return text


def member(items: Any) -> str:
    """A character of a class."""
    negated = items[0][0] is _constants.NEGATE
    taken = set()
    for op, value in items:
        if op is _constants.LITERAL:
            taken.add(chr(value))
        elif op is _constants.RANGE:
            taken |= {chr(c) for c in range(value[0], min(value[1], value[0] + 300) + 1)}
        elif op is _constants.CATEGORY:
            taken |= set(CATEGORIES.get(value, "a"))
    if negated:
        return next((c for c in "a0 A-.:<" if c not in taken), "~")
    return next((c for c in "aA0" if c in taken), min(taken, default="a"))


def attacks(items: Any, head: str = "") -> Iterator[tuple[str, str]]:
    """What repeats in a pattern, each with what has to stand before it."""
    for op, value in items:
        inner: list[Any] = []
        if op in REPEATS:
            yield head, sample(value[2])
            inner = [value[2]]
        elif op is _constants.SUBPATTERN:
            inner = [value[3]]
        elif op is _constants.ATOMIC_GROUP:
            inner = [value]
        elif op is _constants.BRANCH:
            inner = value[1]
            for branch in inner:
                yield head, sample(branch)
        for part in inner:
            yield from attacks(part, head)
        head += sample([(op, value)])


REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
CATEGORIES = {
    _constants.CATEGORY_DIGIT: "0",
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_WORD: "aA0",
    _constants.CATEGORY_NOT_SPACE: "aA0",
    _constants.CATEGORY_NOT_DIGIT: "aA",
    _constants.CATEGORY_NOT_WORD: " ",
}


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 800, "the walk over the modules finds no patterns any more"


@each("name", PATTERNS)
def test_twice_the_length_takes_at_most_three_times_the_time(name: str) -> None:
    pattern, methods = PATTERNS[name]
    found = attacks(_parser.parse(pattern.pattern, pattern.flags))
    own = [(head[-80:], unit, tail) for head, unit in found if unit for tail in TAILS]
    signal.setitimer(signal.ITIMER_REAL, STUCK)
    for head, unit, tail in dict.fromkeys([*ANY, *own]):
        for method in methods:
            try:
                slow = grows(pattern, method, head, unit, tail)
            except TimeoutError:
                slow = True
            assert not slow, f"{pattern.pattern!r}: {method} of many {unit!r} after {head!r}"
