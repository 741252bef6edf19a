"""The command line: exit statuses, formats, what can't be read."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smtpcodes import cli

BAD = (
    "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 mx.example.net\n"
    "C: MAIL FROM:<a@x.example>\nS: 535 5.7.8 Authentication required\nC: QUIT\nS: 221 Bye\n"
)
GOOD = (
    "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 mx.example.net\nC: QUIT\n"
    "S: 221 Bye\n"
)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    (tmp_path / "bad.log").write_text(BAD)
    return str(tmp_path / "bad.log")


def test_a_finding_gives_exit_status_1(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lint", bad]) == 1
    assert "auth/failed-outside-auth" in capsys.readouterr().out


def test_a_clean_log_gives_exit_status_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.log").write_text(GOOD)
    assert cli.main(["lint", str(tmp_path / "good.log")]) == 0
    assert "no rule broken" in capsys.readouterr().out


def test_fail_on_sets_what_gives_exit_status_1(bad: str) -> None:
    assert cli.main(["lint", "-q", "--fail-on", "never", bad]) == 0
    assert cli.main(["lint", "-q", "--fail-on", "error", bad]) == 1


def test_a_file_that_cannot_be_read_gives_2_and_the_others_are_still_linted(
    bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lint", "/no/such/file", bad]) == 2
    done = capsys.readouterr()
    assert (
        done.err.count("\n") == 1
        and "/no/such/file" in done.err
        and "auth/failed-outside-auth" in done.out
    )


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (GOOD, 0, ""),
        (GOOD + "\nwhat is this?\n", 0, ""),
        ("app: 550 items\napp: nothing else\n", 2, "no session was read"),
        ("", 2, "it is empty"),
    ],
)
def test_a_log_in_which_no_session_was_read_gives_2_where_sessions_are_required(
    text: str, status: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "a.log"
    log.write_text(text)
    assert cli.main(["lint", str(log)]) == 0
    capsys.readouterr()
    assert cli.main(["lint", "--require-sessions", str(log)]) == status
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == bool(said)


def test_an_unknown_rule_is_an_error_with_a_suggestion(
    bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lint", "--select", "auth/failed-outside-aut", bad]) == 2
    assert "did you mean 'auth/failed-outside-auth'" in capsys.readouterr().err


def test_select_and_ignore_take_families(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lint", "-q", "--ignore", "auth", "--fail-on", "error", bad]) == 0
    assert cli.main(["lint", "-q", "--select", "auth", "--fail-on", "error", bad]) == 1


def test_json_holds_the_keys_of_the_contract(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["lint", "--output-format", "json", bad])
    report = json.loads(capsys.readouterr().out)
    assert (
        set(report) == {"schema", "tool", "inputs", "findings", "verdicts", "summary"}
        and report["schema"] == "smtpcodes-report/1"
    )
    finding = next(f for f in report["findings"] if f["rule"] == "auth/failed-outside-auth")
    assert (
        finding["line"] == 5
        and finding["column"] == 4
        and finding["reply"]["code"] == 535
        and finding["suggest"] == {"code": 530, "enhanced": "5.7.0"}
    )
    assert (
        report["inputs"][0]["reader"] == "labelled"
        and report["verdicts"][0]["session"] == finding["session"]
    )


def test_notes_come_out_only_when_asked_for(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    levels = []
    for args in ([], ["--pedantic"]):
        cli.main(["lint", "--output-format", "json", *args, bad])
        levels.append({f["level"] for f in json.loads(capsys.readouterr().out)["findings"]})
    assert "note" not in levels[0] and "note" in levels[1]


@pytest.mark.parametrize("form", ["jsonl", "sarif", "github", "gitlab", "junit", "markdown"])
def test_every_format_names_the_rule(
    form: str, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lint", "--output-format", form, bad]) == 1
    out = capsys.readouterr().out
    assert "auth/failed-outside-auth" in out
    if form in ("sarif", "gitlab"):
        json.loads(out)
    if form == "jsonl":
        assert all(
            json.loads(line)["kind"] in ("finding", "verdict", "input") for line in out.splitlines()
        )
    if form == "junit":
        assert ElementTree.fromstring(out).attrib["failures"] != "0"


def test_control_characters_of_a_log_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.log").write_bytes(
        BAD.encode().replace(b"required", b"\x1b]0;owned\x07\xe2\x80\xae required")
    )
    cli.main(["lint", str(tmp_path / "x.log")])
    out = capsys.readouterr().out
    assert "\x1b" not in out and "\x07" not in out and "\u202e" not in out and "\\x1b" in out


def test_parse_gives_one_object_an_exchange(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["parse", bad]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(x["command"], x["reply"]["code"]) for x in lines] == [
        ("CONNECT", 220),
        ("EHLO", 250),
        ("MAIL", 535),
        ("QUIT", 221),
    ]
    assert (
        lines[2]["authenticated"] is False
        and lines[2]["whole"] is True
        and lines[2]["tls"] is None
        and lines[2]["line"] == 4
    )


def test_redact_changes_nothing_but_credentials(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    raw = b"S: 220 x\r\nC: AUTH PLAIN AGFsaWNlAHNlY3JldC1QYXNz\r\nS: 235 ok\nno end"
    (tmp_path / "x.log").write_bytes(raw)
    assert cli.main(["redact", "-o", str(tmp_path / "y.log"), str(tmp_path / "x.log")]) == 0
    assert (tmp_path / "y.log").read_bytes() == raw.replace(
        b"AGFsaWNlAHNlY3JldC1QYXNz", b"[redacted]"
    )


@pytest.mark.parametrize(
    "code", ["535", "5.7.8", "599", "000", "535 5.7.8 Username and Password not accepted", "what?"]
)
def test_explain_never_fails(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "json", "markdown", "html"):
        assert cli.main(["explain", "--output-format", form, code]) == 0
        assert capsys.readouterr().out.strip()


def test_a_query_with_a_credential_comes_back_without_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cli.main(
        [
            "explain",
            "--output-format",
            "json",
            "AUTH PLAIN AGFsaWNlAHNlY3JldC1QYXNz -> 535 5.7.8 no",
        ]
    )
    assert "AGFsaWNl" not in capsys.readouterr().out


def test_options_stand_before_between_and_behind_arguments() -> None:
    for command, words, asked in (
        ("data", "check --stale 5 data", {"action": "check", "folder": "data", "stale": 5}),
        ("lint", "a -q b -j 2 c", {"paths": ["a", "b", "c"], "quiet": True, "jobs": 2}),
        ("lint", "a --select=auth -ox -- -b", {"paths": ["a", "-b"], "output": "x"}),
        ("explain", "535 --why 5.7.8 -", {"queries": ["535", "5.7.8", "-"], "why": True}),
        ("check", "--quiet mx:25 --timeout 3", {"target": "mx:25", "timeout": 3.0}),
    ):
        made = cli.parser(command, alone=True).parse_args([command, *words.split(" ")])
        assert {key: getattr(made, key) for key in asked} == asked


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in cli.available():
        assert cli.main([command, "--help"]) == 0
        assert command in capsys.readouterr().out


def test_progress_is_told_only_after_a_while_and_only_to_a_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    from smtpcodes.cli import progress

    (tmp_path / "x.log").write_bytes(b"x" * 100)
    chunks = [b"x" * 50, b"x" * 50]
    assert list(progress.shown(str(tmp_path / "x.log"), chunks)) == chunks
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setattr(progress, "EVERY", -1.0)
    assert list(progress.shown(str(tmp_path / "x.log"), chunks)) == chunks
    assert "50 %" in capsys.readouterr().err


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_each_file_of_an_archive_is_an_input(
    mode: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import tarfile

    (tmp_path / "bad.log").write_text(BAD)
    (tmp_path / "good.log").write_text(GOOD)
    name = tmp_path / ("x.tar" + mode[1:].replace(":", "."))
    with tarfile.open(name, mode) as archive:
        archive.add(tmp_path / "bad.log", "logs/bad.log")
        archive.add(tmp_path / "good.log", "logs/good.log")
    assert cli.main(["lint", "--output-format", "json", str(name)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [i["path"] for i in report["inputs"]] == [
        f"{name}!logs/bad.log",
        f"{name}!logs/good.log",
    ]
    assert {f["path"] for f in report["findings"]} == {f"{name}!logs/bad.log"}


def test_a_damaged_archive_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.tar.gz").write_bytes(b"\x1f\x8b nonsense")
    assert cli.main(["lint", str(tmp_path / "x.tar.gz")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_compressed_data_on_standard_input_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("lint", "parse", "summary"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\x1f\x8b" + bytes(20))))
        assert cli.main([command, "-"]) == 2
        assert capsys.readouterr().err == ("smtpcodes: -: holds compressed data: unpack it first\n")


def test_compressed_files_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import bz2
    import gzip
    import lzma

    for name, packed in (
        ("a.gz", gzip.compress(BAD.encode())),
        ("a.bz2", bz2.compress(BAD.encode())),
        ("a.xz", lzma.compress(BAD.encode())),
    ):
        (tmp_path / name).write_bytes(packed)
        assert cli.main(["lint", str(tmp_path / name)]) == 1, name
