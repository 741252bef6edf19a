"""No pattern of the package takes more than linear time on a line that somebody has written to stop
it."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import smtpcodes
from smtpcodes.grammar.late import Compiled
from tests.each import each

# Beginnings that patterns wait for, then what repeats, then an end that fits nowhere.
HEADS = (b"", b"AUTH PLAIN ", b"535-5.7.8 ", b'login(<"')
REPEATED = (
    b"a",
    b"A",
    b" ",
    b"a ",
    b"0",
    b"1.",
    b"a.",
    b"aA0/",
    b"a=",
    b"=a,",
    b"<",
    b"<a>",
    b"[",
    b"(",
    b'"',
    b"\\",
    b"-",
    b"@",
    b"a@",
    b": ",
    b"/",
    b"}{",
    b"\xc3\xa4",
    b"AUTH ",
    b"pass ",
)
SHORT, LONG = 1000, 3000
SLOW = 0.0008  # seconds for a short line; what is faster needs no second look
LINES = [(h, r, h + (r * SHORT)[:SHORT] + b"\x7f\n") for h in HEADS for r in REPEATED]


def everything() -> dict[str, re.Pattern[Any]]:
    found: dict[str, re.Pattern[Any]] = {}
    for info in pkgutil.walk_packages(smtpcodes.__path__, "smtpcodes."):
        if info.name.startswith(("smtpcodes.integrations", "smtpcodes.__main__")):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for n, one in enumerate(value if isinstance(value, (tuple, list)) else (value,)):
                for m, part in enumerate(one if isinstance(one, tuple) else (one,)):
                    if isinstance(part, (re.Pattern, Compiled)):
                        found.setdefault(f"{info.name}.{name}[{n}][{m}]", part)
    return found


PATTERNS = everything()
PACKAGE = Path(smtpcodes.__path__[0])


@functools.cache
def calls(file: Path | None) -> dict[str, set[str]]:
    """What is called of each name, in one file or in all."""
    found: dict[str, set[str]] = {}
    for one in PACKAGE.rglob("*.py") if file is None else (file,):
        for name, use in re.findall(r"\b(\w+)(?=\.(\w+))", one.read_text(encoding="utf-8")):
            found.setdefault(name, set()).add(use)
    return found


def uses(name: str) -> set[str]:
    """The methods of the pattern that the code calls; none is known of one in a list."""
    module, _, own = name.partition("[")[0].rpartition(".")
    path = PACKAGE.parent.joinpath(*module.split("."))
    module_file = path.with_suffix(".py")
    file = module_file if module_file.exists() else path / "__init__.py"
    return calls(file if own.startswith("_") else None).get(own, set())


def searched(name: str) -> bool:
    """Is the pattern tried at each place of a line, not at its beginning alone? One in a list may
    be."""
    called = uses(name)
    return not called or not called <= {"match", "fullmatch", "pattern"}


def took(pattern: re.Pattern[Any], line: bytes, search: bool, tries: int = 3) -> float:
    """The least of several tries: what else the machine does makes a try longer, never shorter."""
    text = line if isinstance(pattern.pattern, bytes) else line.decode("latin-1")
    best = 1e9
    for _ in range(tries):
        start = time.process_time()
        for tried in (pattern.match, pattern.search) if search else (pattern.match,):
            tried(text)
        best = min(best, time.process_time() - start)
        if best < SLOW:
            break
    return best


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 200, "the walk over the modules finds no patterns any more"


@each("name", PATTERNS)
def test_twice_the_length_takes_at_most_three_times_the_time(name: str) -> None:
    pattern, search = PATTERNS[name], searched(name)
    spent = [(took(pattern, line, search), head, repeated) for head, repeated, line in LINES]
    slowest = sorted(one for one in spent if one[0] >= SLOW)[-8:]
    for _, head, repeated in slowest:
        long, twice = (head + (repeated * n)[:n] + b"\x7f\n" for n in (LONG, LONG * 2))
        for tries in (1, 3, 30):  # what looks slow is looked at again, for longer
            short, longer = (took(pattern, x, search, tries) for x in (long, twice))
            if longer < 3 * short:
                break
        else:
            pytest.fail(
                f"{pattern.pattern!r} on {repeated!r} after {head!r}: "
                f"{short:.4f} s, twice as long {longer:.4f} s"
            )


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
TAILS = ("\x7f", "q", "A", "0", "")
GROWING = (12, 16, 20, 24, 28, 64, 250)  # what doubles with each letter shows itself early


@each("name", PATTERNS)
def test_no_repetition_of_its_own_parts_stops_a_pattern(name: str) -> None:
    pattern = PATTERNS[name]
    called = uses(name) or {"match", "search", "fullmatch"}
    methods = [m for m in ("match", "fullmatch", "search") if m in called] or ["search"]
    found = {(h[-80:], u) for h, u in attacks(_parser.parse(pattern.pattern, pattern.flags)) if u}
    for head, unit in sorted(found):
        for tail in TAILS:
            for size in GROWING:
                text = head + unit * size + tail
                tried = (
                    text.encode("latin-1", "replace")
                    if isinstance(pattern.pattern, bytes)
                    else text
                )
                for method in methods:
                    for _ in range(3):  # what looks slow is looked at again
                        start = time.process_time()
                        getattr(pattern, method)(tried)
                        spent = time.process_time() - start
                        if spent < 0.1:
                            break
                    assert spent < 0.1, (
                        f"{name}: {method} of {size} times {unit!r} after {head!r} takes "
                        f"{spent:.2f} s:"
                        " take a repetition out of a repetition"
                    )
