"""No pattern of the package takes more than linear time on a line that somebody has written to stop it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import pytest

import smtpcodes

# Beginnings that patterns wait for, then what repeats, then an end that fits nowhere.
HEADS = (b"", b"AUTH PLAIN ", b"250-", b"535-5.7.8 ", b"2026-01-02T03:04:05 mx postfix/smtpd[1]: ", b"  ", b"password=", b"smtp://", b"login(", b"<", b"[", b"\"")
REPEATED = (b"a", b"A", b" ", b"\t", b"a ", b"0", b"1.", b"a.", b"aA0/", b"=", b"a=", b"=a,", b"<", b"<a>", b"[", b"(", b"\"", b"'", b"\\", b"\\n", b"-", b"a-", b"@", b"a@", b":", b": ",
            b"a: ", b"/", b"%", b"{", b"}{", b"\0", b"\xc3\xa4", b"; ", b"|", b"&amp;", b"250 ", b"AUTH ", b"pass ")
SHORT, LONG = 2000, 4000
SLOW = 0.02                 # seconds; what is faster needs no second look


def everything() -> dict[str, re.Pattern[bytes] | re.Pattern[str]]:
    found: dict[str, re.Pattern[bytes] | re.Pattern[str]] = {}
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


def took(pattern: re.Pattern[bytes] | re.Pattern[str], line: bytes) -> float:
    """The least of several tries: what else the machine does makes a try longer, never shorter."""
    text = line if isinstance(pattern.pattern, bytes) else line.decode("latin-1")
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        pattern.match(text)         # type: ignore[arg-type]
        pattern.search(text)        # type: ignore[arg-type]
        best = min(best, time.process_time() - start)
        if best < SLOW:
            break
    return best


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 200, "the walk over the modules finds no patterns any more"


@pytest.mark.parametrize("name", PATTERNS)
def test_twice_the_length_takes_at_most_three_times_the_time(name: str) -> None:
    pattern = PATTERNS[name]
    for head in HEADS:
        for repeated in REPEATED:
            long = head + (repeated * LONG)[:LONG] + b"\x7f\n"
            if took(pattern, long) < SLOW:
                continue
            short, longer = took(pattern, long), took(pattern, head + (repeated * LONG * 2)[:LONG * 2] + b"\x7f\n")
            assert longer < 3 * short, f"{name}: {pattern.pattern!r} on {repeated!r} after {head!r}: {short:.3f} s, twice as long {longer:.3f} s"
