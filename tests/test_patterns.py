"""No pattern of the package takes more than linear time on a line that somebody has written to stop it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from pathlib import Path
from typing import Any

import pytest

import smtpcodes

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
LONG = 3000
SLOW = 0.008  # seconds; what is faster needs no second look


def everything() -> dict[str, re.Pattern[Any]]:
    found: dict[str, re.Pattern[Any]] = {}
    for info in pkgutil.walk_packages(smtpcodes.__path__, "smtpcodes."):
        if info.name.startswith(("smtpcodes.integrations", "smtpcodes.__main__")):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for n, one in enumerate(value if isinstance(value, (tuple, list)) else (value,)):
                for m, part in enumerate(one if isinstance(one, tuple) else (one,)):
                    if isinstance(part, re.Pattern):
                        found.setdefault(f"{info.name}.{name}[{n}][{m}]", part)
    return found


PATTERNS = everything()
PACKAGE = Path(smtpcodes.__path__[0])


def searched(name: str) -> bool:
    """Is the pattern tried at each place of a line, not at its beginning alone? One in a list may be."""
    module, _, own = name.partition("[")[0].rpartition(".")
    path = PACKAGE.parent.joinpath(*module.split("."))
    files = (
        [path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"]
        if own.startswith("_")
        else PACKAGE.rglob("*.py")
    )
    uses = {
        use
        for file in files
        for use in re.findall(rf"\b{re.escape(own)}\.(\w+)", file.read_text(encoding="utf-8"))
    }
    return not uses or not uses <= {"match", "fullmatch", "pattern"}


def took(pattern: re.Pattern[Any], line: bytes, search: bool) -> float:
    """The least of several tries: what else the machine does makes a try longer, never shorter."""
    text = line if isinstance(pattern.pattern, bytes) else line.decode("latin-1")
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        for tried in (pattern.match, pattern.search) if search else (pattern.match,):
            tried(text)
        best = min(best, time.process_time() - start)
        if best < SLOW:
            break
    return best


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 200, "the walk over the modules finds no patterns any more"


@pytest.mark.parametrize("name", PATTERNS)
def test_twice_the_length_takes_at_most_three_times_the_time(name: str) -> None:
    pattern, search = PATTERNS[name], searched(name)
    for head in HEADS:
        for repeated in REPEATED:
            long = head + (repeated * LONG)[:LONG] + b"\x7f\n"
            if took(pattern, long, search) < SLOW:
                continue
            short, longer = (
                took(pattern, long, search),
                took(pattern, head + (repeated * LONG * 2)[: LONG * 2] + b"\x7f\n", search),
            )
            assert longer < 3 * short, (
                f"{name}: {pattern.pattern!r} on {repeated!r} after {head!r}: {short:.3f} s, twice as long {longer:.3f} s"
            )
