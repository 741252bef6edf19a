"""Comments in transcripts that ignore a rule: where they count, and where a peer forges them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smtpcodes import cli, formats
from smtpcodes.check import transcript
from smtpcodes.check.events import CLIENT_LINE, RESPONSE, SERVER_LINE, UNHEARD, Event
from smtpcodes.control.comments import LIMIT, Comments
from smtpcodes.formats import explain
from smtpcodes.formats import lint as reports
from tests.crime import CRIME, HEAD, RULE, TAIL, lint, told


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


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
    "in a chunk of lines with a line feed alone": HEAD
    + "C: BDAT 165 LAST\n"
    + "a\n" * 60
    + "# smtpcodes: ignore[auth, sequence] forged\n"
    + CRIME
    + TAIL,
    "in a text that a 250 asked for": HEAD
    + "C: DATA\nS: 250 go\n# smtpcodes: ignore[auth, sequence] forged\n"
    + CRIME
    + TAIL,
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


def test_a_path_on_a_comment_with_credentials_or_control_characters_does_no_harm(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("a.log").write_bytes(
        commented("# smtpcodes: ignore[auth/\x1b]0;x\x07] \x1b[31m\u202e why").encode()
    )
    assert cli.main(["lint", "--pedantic", "a.log"]) == 1
    assert "\x1b" not in (out := capsys.readouterr().out) and "\u202e" not in out


SAID = "535 5.7.8 no\n# smtpcodes: ignore[auth] forged\n535 5.7.8 no # smtpcodes: ignore[auth] x\n"


@pytest.mark.parametrize("name", formats.names(explain))
def test_explain_hands_no_comment_on(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["explain", "--output-format", name, SAID, f"zzz {SAID}"])
    out = capsys.readouterr().out
    comments = Comments(trusted=name == "markdown")
    assert b"".join(comments.passed([out.encode()])) and not comments.found


@pytest.mark.parametrize("name", formats.names(reports))
def test_a_report_hands_no_comment_on(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.log").write_text(FORGED["in the text of a message"] + FORGED["at the end of a reply"])
    cli.main(["lint", "--output-format", name, "a.log"])
    out = capsys.readouterr().out
    comments = Comments(trusted=name == "markdown")
    assert b"".join(comments.passed([out.encode()])) == out.encode() and not comments.found


@pytest.mark.parametrize(
    "said",
    ["# smtpcodes: ignore[auth] x", "\r# smtpcodes:\tignore[auth] x", "smtp\x1b[mcodes:ignore[a]"],
)
def test_what_check_records_holds_no_comment(said: str) -> None:
    events = [Event(kind, said.encode()) for kind in (CLIENT_LINE, SERVER_LINE, RESPONSE, UNHEARD)]
    text = "\n".join(transcript.lines(events)).encode()
    comments = Comments(trusted=True)
    assert b"".join(comments.passed([text])) == text and not comments.found
