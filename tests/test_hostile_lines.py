"""A peer can write any word into a reply; no word makes a command wait."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from smtpcodes import readers
from smtpcodes.cli import main

WORDS = [
    "A" * 60 + "q",
    "Ab" * 60 + "!",
    "aB" * 40 + "q",
    "A1" * 50 + "=",
    "Abc" * 40 + "9",
    "/" * 90 + "q",
]


@pytest.mark.parametrize("command", [["lint", "--unread"], ["parse"], ["redact"]])
def test_thirty_hostile_lines_take_under_two_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    log = tmp_path / "hostile.log"
    lines = ["S: 220 mx.example.net ESMTP", "C: EHLO client.example", "S: 250 mx.example.net"]
    for n in range(30):
        word = WORDS[n % len(WORDS)]
        lines += [f"C: NOOP {word}", f"S: 550 {word} {word}", f"{word}", f"not read {word}"]
    log.write_text("\n".join(lines) + "\n")
    start = time.process_time()
    main([*command, str(log)])
    assert time.process_time() - start < 2


def test_marks_are_looked_for_at_the_beginning_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    plain = readers.normal
    monkeypatch.setattr(readers, "normal", lambda line: seen.append(len(line)) or plain(line))
    long = b"C: NOOP " + b"a" * 1_000_000
    assert "labelled" in [reader.NAME for reader in readers.fitting([b"S: 220 mx", long])]
    assert seen == [9, readers.SEEN]
