"""Control: ignores, baseline, earlier reports, statistics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smtpcodes import cli
from tests.crime import BAD, HEAD, RULE, TAIL, lint, told


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# --- the configuration
def test_an_ignore_of_the_configuration_hides_and_is_counted() -> None:
    Path("a.log").write_text(BAD)
    Path("smtpcodes.toml").write_text(
        f'[[ignore]]\nrule = "{RULE}"\nmatch = "Authentication required"\nreason = "known"\n'
    )
    report = lint("a.log", status=0)
    assert told(report) == [] and report["hidden"] == {"ignored": 1}


@pytest.mark.parametrize(
    "match", ["a.log", "*.log", "no AUTH was sent", "535 5.7.8*", "5.7.8 Auth", ""]
)
def test_a_match_is_tried_on_path_message_and_reply(match: str) -> None:
    Path("a.log").write_text(BAD)
    Path("smtpcodes.toml").write_text(
        f'[[ignore]]\nrule = "auth"\nmatch = "{match}"\nreason = "known"\n'
    )
    assert told(lint("a.log")) == []


def test_an_ignore_that_matches_something_else_hides_nothing_and_is_told_as_unused() -> None:
    Path("a.log").write_text(BAD)
    Path("smtpcodes.toml").write_text(
        f'\n[[ignore]]\nrule = "{RULE}"\nmatch = "b.log"\nreason = "known"\n'
    )
    report = lint("--pedantic", "a.log", status=1)
    (unused,) = [f for f in report["findings"] if f["rule"] == "ignore/unused"]
    assert (
        RULE in told(report)
        and (unused["path"], unused["line"], unused["level"]) == ("smtpcodes.toml", 2, "note")
        and "known" in unused["message"]
    )


def test_an_unused_ignore_of_a_rule_that_is_off_is_not_told() -> None:
    Path("a.log").write_text(BAD)
    Path("smtpcodes.toml").write_text('[[ignore]]\nrule = "tls"\nreason = "known"\n')
    assert "ignore/unused" in told(lint("--pedantic", "a.log"))
    assert "ignore/unused" not in told(lint("--pedantic", "--ignore", "tls", "a.log"))
    assert "ignore/unused" not in told(lint("--pedantic", "--ignore", "ignore", "a.log"))


def test_an_expired_ignore_hides_nothing_and_is_told_with_its_reason() -> None:
    Path("a.log").write_text(BAD)
    Path("smtpcodes.toml").write_text(
        f'[[ignore]]\nrule = "{RULE}"\nreason = "ticket 7"\nuntil = 2001-02-03\n'
    )
    report = lint("a.log", status=1)
    assert told(report) == [RULE, "ignore/expired"]
    assert "2001-02-03: ticket 7" in report["findings"][1]["message"]


def test_a_level_of_the_configuration_stands_in_every_finding_and_in_the_exit_status() -> None:
    Path("a.log").write_text(BAD)
    Path("smtpcodes.toml").write_text(f'[levels]\nauth = "note"\n"{RULE}" = "warning"\n')
    assert [f["level"] for f in lint("a.log", status=1)["findings"]] == ["warning"]
    Path("smtpcodes.toml").write_text('[levels]\nauth = "note"\n')
    assert told(lint("a.log", status=0)) == []


def test_what_holds_for_a_path_holds_there_alone() -> None:
    Path("tests").mkdir()
    for name in ("a.log", "tests/a.log"):
        Path(name).write_text(BAD)
    Path("smtpcodes.toml").write_text('[[per-path]]\npaths = ["tests/**"]\nignore = ["auth"]\n')
    report = lint("--select", "auth", "a.log", "tests", status=1)
    assert [(f["path"], f["session"]) for f in report["findings"]] == [("a.log", "1")]
    assert [v["session"] for v in report["verdicts"]] == ["1", "2"], "sessions count within a run"
    Path("smtpcodes.toml").write_text('[[per-path]]\npaths = ["tests"]\nreader = "swaks"\n')
    assert [i["reader"] for i in lint("a.log", "tests")["inputs"]] == ["labelled", None]


def test_an_option_takes_the_place_of_the_key_and_ignore_adds() -> None:
    Path("a.log").write_text(BAD)
    Path("smtpcodes.toml").write_text('select = ["tls"]\nfail-on = "never"\n')
    assert told(lint("a.log", status=0)) == []
    assert told(lint("--select", "auth", "--fail-on", "error", "a.log", status=1)) == [RULE]
    Path("smtpcodes.toml").write_text('ignore = ["auth"]\n')
    assert RULE not in told(lint("--ignore", "tls", "a.log"))


def test_a_configuration_names_formats(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.log").write_text(BAD)
    Path("smtpcodes.toml").write_text('output-format = ["github", "json:x.json"]\n')
    assert cli.main(["lint", "--config", "smtpcodes.toml", "a.log"]) == 1
    assert (
        capsys.readouterr().out.startswith("::error")
        and json.loads(Path("x.json").read_text())["findings"]
    )


# --- baseline
def test_what_the_baseline_holds_is_hidden_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.log").write_text(BAD * 2)
    assert cli.main(["lint", "--write-baseline", "known.json", "a.log"]) == 0
    assert capsys.readouterr().out == "known.json: 2 findings\n"
    report = lint("--baseline", "known.json", "a.log", status=0)
    assert told(report) == [] and report["hidden"] == {"baseline": 2}
    cli.main(["lint", "--baseline", "known.json", "a.log"])
    assert "Not shown: 2 findings of the baseline." in capsys.readouterr().out


def test_one_more_than_the_baseline_has_is_told() -> None:
    Path("a.log").write_text(BAD)
    cli.main(["lint", "--write-baseline", "known.json", "a.log"])
    Path("a.log").write_text("\n" + BAD * 2)
    assert [f["line"] for f in lint("--baseline", "known.json", "a.log", status=1)["findings"]] == [
        13
    ], "moved lines are the same finding"


def test_entries_that_are_met_no_more_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.log", "b.log"):
        Path(name).write_text(BAD)
    cli.main(["lint", "--write-baseline", "known.json", "a.log", "b.log"])
    Path("a.log").write_text(HEAD + TAIL)
    assert lint("--baseline", "known.json", "a.log", status=0)["stale"] == [
        {"path": "a.log", "rule": RULE, "count": 1}
    ], "b.log was not read"
    capsys.readouterr()
    cli.main(["lint", "--baseline", "known.json", "a.log"])
    assert (
        "1 finding of the baseline is met no more; write it anew with --write-baseline:\n"
        f"  a.log: {RULE}\n" in capsys.readouterr().out
    )


def test_a_baseline_is_the_same_for_the_same_findings_from_any_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "logs").mkdir()
    for name in ("b.log", "a.log"):
        (tmp_path / "logs" / name).write_text(BAD)
    cli.main(["lint", "--write-baseline", "one.json", "logs"])
    monkeypatch.chdir(tmp_path / "logs")
    cli.main(["lint", "--write-baseline", "../two.json", "b.log", "a.log"])
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert cli.main(["lint", "-q", "--baseline", "../one.json", "."]) == 0


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[1]",
        '{"schema": "smtpcodes-baseline/1", "findings": [{"path": 1}]}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_baseline_is_one_line(
    content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.log").write_text(BAD)
    Path("known.json").write_text(content)
    assert cli.main(["lint", "--baseline", "known.json", "a.log"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert cli.main(["lint", "--baseline", "missing.json", "a.log"]) == 2
    assert cli.main(["lint", "--write-baseline", "no/folder/x.json", "a.log"]) == 2


def test_a_configured_baseline_is_relative_to_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Path("a.log").write_text(BAD)
    cli.main(["lint", "--write-baseline", "known.json", "a.log"])
    Path("smtpcodes.toml").write_text('baseline = "known.json"\n')
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert cli.main(["lint", "-q", "../a.log"]) == 0


# --- an earlier report
def test_diff_tells_what_is_new_gone_and_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.log").write_text(BAD)
    cli.main(["lint", "--output-format", "json:old.json", "a.log"])
    assert lint("--diff", "old.json", "a.log", status=0)["diff"] == {
        "new": 0,
        "stayed": 1,
        "gone": [],
    }
    Path("a.log").write_text(
        BAD.replace("MAIL FROM", "AUTH LOGIN")
        .replace("<a@x.example>", "")
        .replace("535 5.7.8", "250 2.0.0")
    )
    report = lint("--diff", "old.json", "a.log", status=1)
    assert (
        report["diff"]["new"] == len(report["findings"]) > 0
        and report["diff"]["gone"][0]["rule"] == RULE
    )
    capsys.readouterr()
    cli.main(["lint", "--diff", "old.json", "a.log"])
    assert f"gone: a.log:5: {RULE}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", ["", "{}", '{"schema": "smtpcodes-report/1", "findings": [{}]}']
)
def test_a_file_that_is_no_report_is_one_line(
    content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.log").write_text(BAD)
    Path("old.json").write_text(content)
    assert cli.main(["lint", "--diff", "old.json", "a.log"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


# --- statistics
def test_statistics_count_each_rule_with_one_place(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.log").write_text(BAD * 7)
    assert cli.main(["lint", "--statistics", "a.log"]) == 1
    assert capsys.readouterr().out == f"7  error    {RULE}  a.log:5\n"
    cli.main(["lint", "--statistics", "--output-format", "json", "a.log"])
    (row,) = json.loads(capsys.readouterr().out)
    assert row == {
        "rule": RULE,
        "level": "error",
        "count": 7,
        "message": "535 answers MAIL: no AUTH was sent",
        "path": "a.log",
        "line": 5,
    }
    assert cli.main(["lint", "--statistics", "--output-format", "sarif", "a.log"]) == 2


def test_a_page_of_a_remark_on_ignores_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    from smtpcodes.control.remarks import PAGES

    for name in PAGES:
        assert cli.main(["rule", name]) == 0
        assert name in capsys.readouterr().out


def test_few_of_a_kind_are_shown_over_all_inputs(capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(9):
        Path(f"{n}.log").write_text(BAD)
    cli.main(["lint", "."])
    out = capsys.readouterr().out
    assert out.count("error  auth/") == 5 and "4 findings like these" in out and "9 errors" in out


def test_a_new_baseline_keeps_the_mode_of_the_old_one_and_is_written_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import os

    from smtpcodes.files.atomic import replace

    Path("known.json").write_text("old")
    os.chmod("known.json", 0o640)
    replace("known.json", b"new")
    assert (
        Path("known.json").read_text() == "new" and os.stat("known.json").st_mode & 0o777 == 0o640
    )

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        replace("known.json", b"newer")
    assert Path("known.json").read_text() == "new" and [p.name for p in Path(".").iterdir()] == [
        "known.json"
    ]


def test_a_comment_for_a_pull_request_tells_what_is_gone_and_what_is_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("a.log").write_text(BAD * 3)
    cli.main(["lint", "--output-format", "json:old.json", "a.log"])
    cli.main(["lint", "--write-baseline", "known.json", "a.log"])
    Path("a.log").write_text(BAD)
    capsys.readouterr()
    cli.main(["lint", "--baseline", "known.json", "--output-format", "markdown", "a.log"])
    out = capsys.readouterr().out
    assert (
        "Not shown: 1 finding of the baseline." in out
        and "2 findings of the baseline are met no more" in out
        and "failed-outside-auth (2 times)" in out.replace("\\", "")
    )
    Path("a.log").write_text(HEAD + TAIL)
    cli.main(["lint", "--diff", "old.json", "--output-format", "markdown", "a.log"])
    assert "Since the earlier report: 0 new, 0 as before, 1 kind gone." in (
        out := capsys.readouterr().out
    ) and "(3 times)" in out.replace("\\", "")
