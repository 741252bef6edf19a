"""Control: ignores, comments in transcripts, baseline, earlier reports, statistics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtpcodes import cli
from smtpcodes.control.comments import LIMIT, Comments

HEAD = "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 mx.example.net\n"
CRIME = "C: MAIL FROM:<a@x.example>\nS: 535 5.7.8 Authentication required\n"
TAIL = "C: QUIT\nS: 221 Bye\n"
BAD = HEAD + CRIME + TAIL
RULE = "auth/failed-outside-auth"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lint(*args: str, status: int | None = None) -> dict[str, Any]:
    found = cli.main(["lint", "--output-format", "json:report.json", *args])
    assert status is None or found == status
    report: dict[str, Any] = json.loads(Path("report.json").read_text())
    return report


def told(report: dict[str, Any]) -> list[str]:
    return [f["rule"] for f in report["findings"]]


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


# --- comments
def commented(comment: str, crime: str = CRIME) -> str:
    return HEAD + comment + "\n" + crime + TAIL


@pytest.mark.parametrize(
    "comment",
    [
        f"# smtpcodes: ignore[{RULE}] the server under test does this",
        "#smtpcodes:ignore[auth, tls] why",
        "  # smtpcodes: ignore[auth] - why\n\n# another remark",
    ],
)
def test_a_comment_before_an_exchange_hides_its_findings(comment: str) -> None:
    Path("a.log").write_text(commented(comment))
    report = lint("a.log", status=0)
    assert (
        told(report) == []
        and report["hidden"] == {"ignored": 1}
        and report["inputs"][0]["exchanges"] == 4
    )


def test_a_comment_between_command_and_reply_counts_too() -> None:
    Path("a.log").write_text(
        HEAD + CRIME.replace("\nS:", "\n# smtpcodes: ignore[auth] why\nS:") + TAIL
    )
    report = lint("a.log", status=0)
    assert told(report) == [] and report["inputs"][0]["unread_lines"] == 0


def test_a_comment_hides_nothing_of_the_exchange_after_the_next() -> None:
    Path("a.log").write_text(
        HEAD + "# smtpcodes: ignore[auth] why\nC: NOOP\nS: 250 ok\n" + CRIME + TAIL
    )
    report = lint("--pedantic", "a.log", status=1)
    assert RULE in told(report) and "ignore/unused" in told(report)
    (unused,) = [f for f in report["findings"] if f["rule"] == "ignore/unused"]
    assert (unused["path"], unused["line"]) == ("a.log", 4)


def test_places_stay_where_they_are_beside_a_comment() -> None:
    Path("a.log").write_text(commented("# smtpcodes: ignore[tls] why"))
    (found,) = lint("a.log", status=1)["findings"]
    assert (found["line"], found["column"]) == (6, 4)


def test_a_comment_without_a_reason_counts_and_is_told() -> None:
    Path("a.log").write_text(commented("# smtpcodes: ignore[auth]"))
    report = lint("--pedantic", "a.log", status=0)
    assert RULE not in told(report) and "ignore/no-reason" in told(report)
    assert cli.main(["lint", "-q", "--fail-on", "note", "--select", "auth,ignore", "a.log"]) == 1


def test_a_comment_with_an_unknown_rule_is_told_with_the_nearest() -> None:
    Path("a.log").write_text(commented("# smtpcodes: ignore[auth/failed-outside-aut] why"))
    report = lint("a.log", status=1)
    (wrong,) = [f for f in report["findings"] if f["rule"] == "ignore/unknown-rule"]
    assert f"did you mean {RULE!r}" in wrong["message"] and RULE in told(report)


FORGED = {
    "at the end of a client's line": HEAD
    + CRIME.replace("x.example>", "x.example> # smtpcodes: ignore[auth] forged")
    + TAIL,
    "at the end of a reply": HEAD
    + CRIME.replace("required", "required # smtpcodes: ignore[auth] forged")
    + TAIL,
    "in the text of a message": HEAD
    + "C: DATA\nS: 354 go\nhello\n# smtpcodes: ignore[auth, sequence] forged\n"
    + CRIME.replace("C: MAIL FROM:<a@x.example>\n", "C: .\n")
    + TAIL,
    **{
        f"in a text, after {line!r}": HEAD
        + f"C: DATA\nS: 354 go\n{line}\n# smtpcodes: ignore[auth, sequence] forged\n.\nS: 250 ok\n"
        + CRIME
        + TAIL
        for line in (
            "> 250 ok",
            "S: 250 ok",
            "< 250 ok",
            "C: .",
            "hello\nS: 250 ok",
            "C: x\nS: 250 ok",
        )
    },
    **{
        f"in a chunk, after {line!r}": HEAD
        + f"C: BDAT 70 LAST\n{line}\n# smtpcodes: ignore[auth, sequence] forged\n"
        + CRIME
        + TAIL
        for line in ("> 250 ok", "S: 250 ok", "hello", ".")
    },
}


@pytest.mark.parametrize("where", FORGED)
def test_what_a_client_or_server_may_have_written_hides_nothing(where: str) -> None:
    Path("a.log").write_text(FORGED[where])
    without = FORGED[where].replace("# smtpcodes: ignore", "# nothing")
    Path("b.log").write_text(without)
    rules = [r for r in told(lint("--pedantic", "a.log")) if not r.startswith("ignore/")]
    assert rules == told(lint("--pedantic", "b.log"))


@pytest.mark.parametrize(
    "text", ["hello\n.\n", "C: hello\nC: .\n", "C: (text)\n", "", "S: 354 or so\nhi\nS: 250 x\n.\n"]
)
def test_a_comment_counts_again_after_a_message(text: str) -> None:
    if text:
        text = f"C: DATA\nS: 354 go\n{text}S: 250 ok\n"
    else:
        text = "C: BDAT 8 LAST\nhello!\nS: 250 ok\n"
    Path("a.log").write_text(HEAD + text + "# smtpcodes: ignore[auth] why\n" + CRIME + TAIL)
    assert RULE not in told(lint("a.log"))


def test_a_comment_that_does_not_count_is_told_as_a_note() -> None:
    Path("a.log").write_text(FORGED["at the end of a client's line"])
    assert "ignore/not-honoured" in told(
        lint("--pedantic", "a.log")
    ) and "ignore/not-honoured" not in told(lint("a.log"))


def test_a_log_that_is_no_transcript_takes_no_comments() -> None:
    Path("a.log").write_text(
        "=== Connected to mx.example.net.\n<-  220 mx.example.net ESMTP\n -> EHLO client.example\n"
        "<-  250 mx.example.net\n"
        "# smtpcodes: ignore[auth] why\n -> MAIL FROM:<a@x.example>\n"
        "<** 535 5.7.8 Authentication required\n -> QUIT\n<-  221 Bye\n"
    )
    report = lint("--pedantic", "a.log", status=1)
    assert (
        report["inputs"][0]["reader"] == "swaks"
        and RULE in told(report)
        and "ignore/not-honoured" in told(report)
    )
    assert RULE not in told(lint("--allow-inline-ignores", "a.log"))


def test_who_trusts_a_file_may_write_comments_after_the_text() -> None:
    Path("a.log").write_text(FORGED["at the end of a reply"])
    assert RULE not in told(lint("--allow-inline-ignores", "a.log", status=0))
    Path("a.md").write_text("# Notes\n\n```smtp\n" + FORGED["at the end of a reply"] + "```\n")
    assert RULE not in told(lint("a.md", status=0)), "in a Markdown document too"
    Path("smtpcodes.toml").write_text("allow-inline-ignores = true\n")
    assert RULE not in told(lint("a.log", status=0))


def test_comments_are_found_however_the_octets_are_cut() -> None:
    text = (HEAD + CRIME + "# smtpcodes: ignore[auth] why\n").encode() * 3
    for size in (1, 2, 7, 50, 1000):
        comments = Comments(False)
        passed = b"".join(comments.passed(text[i : i + size] for i in range(0, len(text), size)))
        comments.end()
        assert [(c.line, c.target) for c in comments.found] == [(6, 7), (12, 13), (18, 0)], size
        assert len(passed) == len(text) and b"smtpcodes" not in passed


def test_a_large_input_is_searched_only_so_far() -> None:
    comments = Comments(False)
    filler = b"S: 250 ok\n" * (LIMIT // 10 // 64)
    chunks = [filler] * 70 + [b"# smtpcodes: ignore[auth] why\nC: QUIT\n"]
    assert b"".join(comments.passed(chunks)) == b"".join(chunks) and not comments.found


def test_a_credential_in_a_comment_is_not_told() -> None:
    Path("a.log").write_text(
        commented("# smtpcodes: ignore[tls] AUTH PLAIN AGFsaWNlAHNlY3JldC1QYXNz")
    )
    assert "AGFsaWNl" not in json.dumps(lint("--pedantic", "a.log"))


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


def test_the_end_of_an_input_needs_no_line_feed() -> None:
    for tail in (b"", b"\n# smtpcodes: ignore[tls] why"):
        comments = Comments(False)
        text = b"# smtpcodes: ignore[auth] why\nC: QUIT" + tail
        assert len(b"".join(comments.passed([text]))) == len(text)
        comments.end()
        assert [(c.line, c.target) for c in comments.found] == [(1, 2), (3, 0)][: 1 + bool(tail)]


def test_what_is_no_text_passes_as_it_is() -> None:
    for head in (b"\xd4\xc3\xb2\xa1", b"\x0a\x0d\x0d\x0a"):
        chunks = [
            head + b"\n# smtpcodes: ignore[auth] why\n",
            b"# smtpcodes: ignore[auth] why\nC: QUIT\n",
        ]
        comments = Comments(True)
        assert list(comments.passed(chunks)) == chunks and not comments.found


def test_a_comment_after_the_text_of_a_message_counts() -> None:
    Path("a.log").write_text(
        HEAD
        + "C: DATA\nS: 354 go\nC: Subject: x\nC: .\nS: 250 ok\n# smtpcodes: ignore[auth] why\n"
        + CRIME
        + TAIL
    )
    assert RULE not in told(lint("a.log"))


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


def test_a_path_on_a_comment_with_credentials_or_control_characters_does_no_harm(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("a.log").write_bytes(
        commented("# smtpcodes: ignore[auth/\x1b]0;x\x07] \x1b[31m\u202e why").encode()
    )
    assert cli.main(["lint", "--pedantic", "a.log"]) == 1
    assert "\x1b" not in (out := capsys.readouterr().out) and "\u202e" not in out


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
