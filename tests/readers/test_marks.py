"""The marks by which a reader is found before it is imported."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from smtpcodes import readers
from smtpcodes.readers._index import INDEX
from tests.test_mutants import script

ROOT = Path(__file__).parent.parent.parent
KINDS = readers.everything()


def module(name: str) -> str:
    return KINDS[name].__module__.rpartition(".")[2]


@functools.cache
def logs(name: str) -> list[list[bytes]]:
    """Logs of a format, as lines."""
    texts = [*KINDS[name].EXAMPLES, *KINDS[name].CUT]
    folder = ROOT / "tests" / "corpus" / name
    texts += [path.read_bytes() for path in sorted(folder.glob("*.log"))[:3]]
    return [[line.rstrip(b"\r") for line in text.split(b"\n")[:60]] for text in texts]


def without(line: bytes, marks: tuple[bytes, ...]) -> bytes:
    """A line with octets taken out until no mark is left in it."""
    while True:
        text = b"\n%b\n" % readers.normal(line)
        at = next((text.index(mark) + mark.startswith(b"\n") for mark in marks if mark in text), 0)
        if not at or not line:
            return line
        line = line[: at - 1] + line[at:]


def test_the_index_is_what_the_readers_say() -> None:
    marks = script(ROOT / "scripts" / "marks.py", "marks")
    assert marks.index() == INDEX, "the marks of a reader have changed: python scripts/marks.py"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_reader_is_found_by_its_marks_and_finds_nothing_without_them(name: str) -> None:
    kind = KINDS[name]
    assert module(name) in INDEX, "a new reader: python scripts/marks.py"
    _, marks = INDEX[module(name)]
    for lines in logs(name):
        assert kind in readers.fitting(lines) or not kind().sniff(lines), lines
        for line in lines:
            assert kind in readers.fitting([line]) or not kind().sniff([line]), line
        if marks:
            bare = [without(line, marks) for line in lines]
            assert not kind().sniff(bare), (
                f"{name} reads this without one of its marks: another one is missing in MARKS\n"
                + repr([line for line in bare if kind().take(line) is not None][:3])
            )


def test_a_reader_that_the_index_does_not_know_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "INDEX", {k: v for k, v in INDEX.items() if k != "zeek"})
    assert KINDS["zeek"] in readers.fitting([b"C: EHLO x"])
    readers.names.cache_clear()
    assert "zeek" in readers.names()
    assert readers.named("zeek") is KINDS["zeek"]
    readers.names.cache_clear()
