"""Nothing that is read is ever written over, by any command, option, link or redirection."""

from __future__ import annotations

import argparse
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smtpcodes import cli

LOG = b"C: MAIL FROM:<a@client.example>\nS: 535 5.7.8 Authentication required\n"
READING = ("lint", "parse", "summary", "redact")
# options that name a file to be written, with what has to stand before it
WRITING = {
    "-o": "",
    "--write-baseline": "",
    "--output-format": "json:",
    "--state": "",
    "--report": "",
}
NEEDS = {"--state": ["--follow"]}


def options(command: str) -> list[str]:
    """The options of a command that write a file."""
    parser = cli.parser(command)
    sub = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    found = {o for action in sub.choices[command]._actions for o in action.option_strings}
    several = "FILE" in str(
        next(
            (
                a.metavar
                for a in sub.choices[command]._actions
                if "--output-format" in a.option_strings
            ),
            "",
        )
    )
    return [o for o in WRITING if o in found and (o != "--output-format" or several)]


WAYS = ("name", "link", "hard link", "folder", "standard input")
# --follow, and so --state, takes files by their names alone
CASES = [
    (command, option, way)
    for command in READING
    for option in options(command)
    for way in (WAYS[:3] if option == "--state" else WAYS)
]


def test_every_command_that_reads_logs_is_tried() -> None:
    takes = {name for name in cli.available() if any(a.dest == "paths" for a in _actions(name))}
    assert takes == set(READING), "a command that reads files: add it to READING"


def _actions(command: str) -> list[argparse.Action]:
    sub = next(a for a in cli.parser(command)._actions if isinstance(a, argparse._SubParsersAction))
    return list(sub.choices[command]._actions)


@pytest.mark.parametrize(("command", "option", "way"), CASES)
def test_an_input_is_refused_as_output(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    option: str,
    way: str,
) -> None:
    log = tmp_path / "logs" / "b.log"
    log.parent.mkdir()
    log.write_bytes(LOG)
    target = log
    if way == "link":
        target = tmp_path / "link"
        target.symlink_to(log)
    elif way == "hard link":
        target = tmp_path / "hard"
        os.link(log, target)
    read = {"folder": [str(log.parent)], "standard input": []}.get(way, [str(log)])
    words = [command, *NEEDS.get(option, []), option, WRITING[option] + str(target), *read]
    with open(log if way == "standard input" else os.devnull, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert cli.main(words) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "writing to it would destroy it" in told
    assert log.read_bytes() == LOG, f"{words} wrote over its input"


def test_a_redirected_input_is_refused_as_output(tmp_path: Path) -> None:
    log = tmp_path / "b.log"
    log.write_bytes(LOG)
    with open(log, "rb") as stdin:
        call = [sys.executable, "-m", "smtpcodes", "lint", "-o", str(log)]
        done = subprocess.run(call, stdin=stdin, capture_output=True, timeout=60)
    assert done.returncode == 2 and log.read_bytes() == LOG


@pytest.mark.parametrize(
    "words", [["redact"], ["parse"], ["lint", "--output-format", "jsonl"], ["lint", "--follow"]]
)
@pytest.mark.parametrize("reads", ["file", "folder", "standard input"])
def test_standard_output_that_is_read_would_have_no_end_and_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    reads: str,
) -> None:
    if "--follow" in words and reads != "file":
        return
    log = tmp_path / "b.log"
    log.write_bytes(LOG)
    paths = {"file": [str(log)], "folder": [str(tmp_path)], "standard input": []}[reads]
    with open(log, "a") as stdout, open(log if not paths else os.devnull) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stdout", stdout)
        assert cli.main([*words, *paths]) == 2
        monkeypatch.undo()
    assert "standard output is a file that is read" in capsys.readouterr().err
    assert log.read_bytes() == LOG


@pytest.mark.parametrize("name", ["b.log/", "b.log/.", "b.log/../b.log", "none/../b.log"])
def test_no_spelling_of_an_input_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.log").write_bytes(LOG)
    for command, option, way in CASES:
        if way == "name":
            words = [command, *NEEDS.get(option, []), option, f"{WRITING[option]}{name}", "b.log"]
            assert cli.main(words) == 2, words
            assert Path("b.log").read_bytes() == LOG, f"{words} wrote over its input"


def test_an_output_keeps_its_mode_and_the_target_of_its_link(tmp_path: Path) -> None:
    log, real, link = tmp_path / "a.log", tmp_path / "real", tmp_path / "link"
    log.write_bytes(LOG)
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert cli.main(["parse", str(log), "-o", str(link)]) == 0
    assert link.is_symlink() and b'"code"' in real.read_bytes()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_an_output_that_fails_leaves_the_old_one_and_no_other_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("old")
    assert cli.main(["rule", "no/such-rule", "-o", str(out)]) == 2
    assert out.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(LOG)
    for command in READING:
        assert cli.main([command, str(log), "-o", os.devnull]) in (0, 1)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
