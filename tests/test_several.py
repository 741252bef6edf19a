"""Several formats in one run: what goes where, and that each gets what it would get alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtpcodes import cli
from smtpcodes.linter import reporting
from smtpcodes.report import NOTE, Finding
from smtpcodes.rules.base import Found

SESSION = (
    "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 mx.example.net\n"
    "C: MAIL FROM:<a@x.example>\nS: 535 5.7.8 Authentication required\nC: QUIT\nS: 221 Bye\n"
)
OTHER = SESSION.replace("535 5.7.8 Authentication required", "550 5.7.1 Relaying denied")
LOG = (SESSION * 8 + OTHER) * 2


@pytest.fixture
def log(tmp_path: Path) -> str:
    (tmp_path / "a.log").write_text(LOG)
    return str(tmp_path / "a.log")


def alone(form: str, log: str, tmp_path: Path) -> str:
    cli.main(["lint", "--color", "never", "--output-format", f"{form}:{tmp_path / 'alone'}", log])
    return (tmp_path / "alone").read_text()


def test_each_format_gets_what_it_would_get_alone(
    log: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = ("text", "json", "sarif", "junit")
    wanted = {form: alone(form, log, tmp_path) for form in forms}
    assert "like these" in wanted["text"]
    args = [x for form in forms[1:] for x in ("--output-format", f"{form}:{tmp_path / form}")]
    assert cli.main(["lint", "--color", "never", "--output-format", "text", *args, log]) == 1
    assert capsys.readouterr().out == wanted["text"]
    for form in forms[1:]:
        assert (tmp_path / form).read_text() == wanted[form], form


def test_with_files_alone_nothing_goes_to_standard_output(
    log: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lint", "--output-format", f"json:{tmp_path / 'x.json'}", log]) == 1
    assert (
        capsys.readouterr().out == "" and json.loads((tmp_path / "x.json").read_text())["findings"]
    )


def test_o_is_for_the_format_without_a_file(
    log: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    assert (
        cli.main(
            [
                "lint",
                "--output-format",
                "jsonl",
                "--output-format",
                f"gitlab:{first}",
                "-o",
                str(second),
                log,
            ]
        )
        == 1
    )
    assert (
        capsys.readouterr().out == ""
        and json.loads(first.read_text())
        and '"kind":"verdict"' in second.read_text()
    )


def test_quiet_still_writes_files(
    log: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        cli.main(
            [
                "lint",
                "-q",
                "--output-format",
                "text",
                "--output-format",
                f"json:{tmp_path / 'x.json'}",
                log,
            ]
        )
        == 1
    )
    assert (
        capsys.readouterr().out == "" and json.loads((tmp_path / "x.json").read_text())["findings"]
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--output-format", "jsn"], "did you mean 'json'"),
        (["--output-format", "json", "--output-format", "sarif"], "as in sarif:FILE"),
        (["--output-format", "json:"], "names no file"),
        (["--output-format", "json:x", "-o", "y"], "-o"),
        (["--output-format", "json:x", "--output-format", "sarif:./x"], "two formats for one file"),
        (["--output-format", "json:/no/such/folder/x"], "No such file"),
        (["-o", "a.log"], "would destroy it"),
    ],
)
def test_what_cannot_be_meant_is_one_clear_line(
    args: list[str],
    said: str,
    log: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lint", *args, log]) == 2
    done = capsys.readouterr()
    assert done.out == "" and done.err.count("\n") == 1 and said in done.err
    assert Path(log).read_text() == LOG


def test_a_finding_of_a_level_that_is_not_shown_is_counted_and_never_made(
    log: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To mask its lines costs more than all the rest."""
    made: list[str] = []
    true = reporting.finding

    def finding(found: Found, *args: Any, **kwargs: Any) -> Finding:
        made.append(found.rule.level)
        return true(found, *args, **kwargs)

    monkeypatch.setattr(reporting, "finding", finding)
    cli.main(["lint", "--output-format", "json", "--pedantic", log])
    assert NOTE in made, "the log of this test holds no note any more: give it one"
    shown = json.loads(capsys.readouterr().out)["findings"]
    made.clear()
    cli.main(["lint", "--output-format", "json", log])
    assert NOTE not in made
    wanted = [x for x in shown if x["level"] != NOTE]
    assert json.loads(capsys.readouterr().out)["findings"] == wanted
