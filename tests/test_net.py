"""The net: what a line says that no reader took, told as standing outside any dialogue; and what
slips through it."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import smtpcodes
from smtpcodes import cli
from smtpcodes.span import Wrapped
from smtpcodes.verdict import net as module
from smtpcodes.verdict.net import CAUGHT, Net, reply_in
from tests.each import each
from tests.test_other_protocols import LOGS

CAUGHT_LINES = {
    '{permanent_failure,"192.0.2.1",<<"535 5.7.8 Error: authentication failed\\r\\n">>}': 535,
    "sendmail: recv:'535 Authentication failed'": 535,
    "[503] 'bad sequence of commands'": 503,
    "SMTP ERROR: MAIL FROM command failed: 530 5.7.0 Must issue a STARTTLS command first": 530,
    "SERVER → CLIENT: 535 Incorrect authentication data": 535,
    "SMTP-Fehler [535] Authentifizierung fehlgeschlagen": 535,
}
PASSED = (
    "2026-11-23 22:51:10 INFO  Processed 550 records in 535 ms, 530 of them new",
    "ORA-00535: internal error 554 in table 503",
    'POST /mail HTTP/1.1" 535 12 "-"',
    "535 12",
    "ftplib.error_perm: 550 Failed to open file.",
    "535 2.7.0 what class is this",
    "port 553 is open",
    "Error: 503 Service Unavailable",
)


@pytest.mark.parametrize("line", CAUGHT_LINES)
def test_a_reply_in_a_line_of_prose_is_found(line: str) -> None:
    found = reply_in(line.encode())
    assert found is not None and int(found[:3]) == CAUGHT_LINES[line]


@pytest.mark.parametrize("line", PASSED)
def test_what_is_no_reply_of_smtp_passes(line: str) -> None:
    assert reply_in(line.encode()) is None


@pytest.mark.parametrize("name", LOGS)
def test_no_line_of_another_protocol_is_caught(name: str) -> None:
    assert [
        reply_in(line.encode()) for line in LOGS[name].splitlines() if reply_in(line.encode())
    ] == []


def test_a_line_outside_any_dialogue_is_told_with_its_place() -> None:
    text = "worker: started\nSMTP-Fehler [535] Authentifizierung fehlgeschlagen\n"
    (verdict,) = smtpcodes.lint(text).verdicts
    assert verdict.summary.startswith('line 2, outside any dialogue, says: "535 Authentifizierung')
    assert (verdict.line, verdict.cause, verdict.side) == (2, "auth.credentials-invalid", "client")
    assert verdict.to_json()["session"] is None


def test_a_file_that_cannot_be_opened_is_no_server_that_cannot_be_reached() -> None:
    text = "x\n** Failed to open hintsdb spool/db/wait-smtp: No such file or directory\n"
    assert smtpcodes.lint(text).verdicts == []


def test_a_field_of_a_mails_header_is_no_failure() -> None:
    field = "Authentication-Results: mta.example; from=example; dkim=permerror (bad sig); spf=fail"
    assert smtpcodes.lint(f"X-Mailer: x\n{field}\nDate: today\n").verdicts == []


def test_a_text_that_is_known_is_told_without_its_code() -> None:
    text = (
        "x\nmail to x rejected: The email account that you tried to reach does not exist. Please "
        "try double-checking it\n"
    )
    assert [v.cause for v in smtpcodes.lint(text).verdicts] == ["recipient.unknown"]


@pytest.mark.parametrize("word", ["sequence of commands", "mailbox", "greylist", "MTA", "RCPT"])
def test_a_line_with_a_word_of_mail_and_no_reply_does_no_harm(word: str) -> None:
    """It is nobody's move: at most that mail has to wait is told."""
    verdicts = smtpcodes.lint(f"x\n{word} failed: what an error\n").verdicts
    assert {(v.cause, v.side) for v in verdicts} <= {("rate.greylisted", "none")}


def test_what_a_session_has_told_is_not_told_again() -> None:
    text = (
        "C: EHLO c.example\nS: 250-mx.example\nS: 250 AUTH PLAIN\nC: AUTH PLAIN [redacted]\n"
        "S: 535 5.7.8 Authentication failed\nC: QUIT\nS: 221 2.0.0 Bye\n"
        "job 17: mailer said '535 5.7.8 Authentication failed'\n"
    )
    assert [v.session for v in smtpcodes.lint(text).verdicts] == ["1"]


def test_a_text_that_a_session_has_told_is_not_told_again_without_its_code() -> None:
    text = (
        "MailKit.Security.AuthenticationException: 535: 5.7.8 Username and Password not accepted.\n"
        " ---> MailKit.Net.Smtp.SmtpCommandException: 5.7.8 Username and Password not accepted.\n"
    )
    assert [v.line for v in smtpcodes.lint(text).verdicts] == [1]


def test_a_known_text_is_told_beside_another_that_a_session_has_told() -> None:
    text = (
        "C: EHLO c.example\nS: 250-mx.example\nS: 250 AUTH PLAIN\nC: AUTH PLAIN [redacted]\n"
        "S: 535 5.7.8 Authentication failed\nC: QUIT\nS: 221 2.0.0 Bye\n"
        "mail to x rejected: The email account that you tried to reach does not exist\n"
    )
    causes = [v.cause for v in smtpcodes.lint(text).verdicts]
    assert causes == ["auth.credentials-invalid", "recipient.unknown"]


def test_a_reply_that_only_the_carrier_of_a_line_shows_is_told_from_it() -> None:
    net = Net()
    bare, raw = b"no mail today", b"sendmail: recv:'535 Authentication failed' no mail today"
    net.line(1, Wrapped.of(bare, raw), b"")
    assert [(c.said, c.reply) for c in net.caught] == [("535 Authentication failed", True)]
    net.line(2, Wrapped.of(bare, b"at noon: no mail today"), b"")
    assert len(net.caught) == 1


def test_words_that_add_nothing_to_a_reply_of_a_session_are_not_told_again() -> None:
    text = "C: EHLO x\nS: 250 mx\nC: MAIL FROM:<a@b.example>\nS: 530 5.7.0 Log in first\n"
    again = " SMTP code: 530 Additional SMTP info: 5.7.0\n"
    other = "mailer: '530 5.7.0 Must issue a STARTTLS command first'\n"
    assert [v.session for v in smtpcodes.lint(text + again).verdicts] == ["1"]
    assert [v.session for v in smtpcodes.lint(text + other).verdicts] == ["1", ""]


def test_parse_shows_a_reply_outside_any_dialogue_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "x.log"
    log.write_text(
        "worker: started\nSMTP-Fehler [535] 5.7.8 falsch, password=hunter2hunter2 \n"
        "C: EHLO x\nS: 250 mx\nC: MAIL FROM:<a@b.example>\nS: 530 5.7.0 Log in first\n"
        "mailer: '530 5.7.0 Log in first'\n SMTP code: 530 Additional SMTP info: 5.7.0\n"
        "SMTP-Fehler [535] 5.7.8 falsch, password=hunter2hunter2 \n"
    )
    assert cli.main(["parse", str(log)]) == 0
    out = capsys.readouterr().out
    found = [json.loads(line) for line in out.splitlines()]
    shown = [(x["session"], x["command"], x["reply"]["code"]) for x in found]
    assert shown == [("1", "EHLO", 250), ("1", "MAIL", 530), (None, None, 535)]
    assert found[-1]["reply"]["line"] == 2 and found[-1]["reply"]["enhanced"] == "5.7.8"
    assert found[0].keys() == found[-1].keys() and "hunter2" not in out


def test_equal_lines_are_told_once_and_all_lines_are_bounded() -> None:
    same = "SMTP-Fehler [535] Authentifizierung fehlgeschlagen\n"
    assert len(smtpcodes.lint(f"x\n{same * 50}").verdicts) == 1
    net = Net()
    for n in range(3 * CAUGHT):
        word = f"{chr(97 + n // 26)}{chr(97 + n % 26)}"
        net.line(n, f"SMTP-Fehler [550] no mail {word}".encode(), b"")
    assert len(net.caught) == CAUGHT


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "markdown", "html"])
@pytest.mark.parametrize("more", [(), ("-j", "2")])
def test_every_format_that_tells_verdicts_tells_it(
    form: str, more: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / "a.log", tmp_path / "b.log"]
    for path in paths:
        path.write_text("job: sendmail: recv:'535 Authentication failed'\n", encoding="utf-8")
    assert cli.main(["lint", "--output-format", form, *more, *map(str, paths)]) == 0
    assert "outside any dialogue" in " ".join(capsys.readouterr().out.split())


def test_an_input_of_which_nothing_was_read_says_that_codes_stand_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.log"
    path.write_text("job: sendmail: recv:'535 Authentication failed'\n", encoding="utf-8")
    assert cli.main(["lint", str(path)]) == 0
    assert "no session was read in 1 line, though reply codes stand in it" in " ".join(
        capsys.readouterr().out.split()
    )
    assert cli.main(["lint", "--output-format", "json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["inputs"][0]["status"] == "unread"


def test_a_credential_in_such_a_line_does_not_come_out() -> None:
    text = (
        "x\nmailer: AUTH PLAIN AGFsaWNlAGh1bnRlcjJodW50ZXIy failed: 535 5.7.8 Authentication "
        "failed for password=hunter2hunter2\n"
    )
    (verdict,) = smtpcodes.lint(text).verdicts
    shown = verdict.summary + "".join(p.text for p in verdict.places)
    assert "hunter2" not in shown and "AGFsaWNl" not in shown


@pytest.mark.parametrize(
    ("before", "behind"), [("", ""), ("app-1  | ", ""), ("\x1b[32m", "\x1b[0m")]
)
def test_what_carries_the_lines_adds_no_verdict(before: str, behind: str) -> None:
    log = [
        "S: 220 mx ESMTP",
        "C: EHLO x",
        "S: 250 mx",
        "C: MAIL FROM:<a@x.example>",
        "S: 250 2.1.0 Ok",
        "C: RCPT TO:<b@x.example>",
        "S: 554 5.7.1 Client host rejected: Access denied",
        "RCPT FAILED 554 5.7.1 Client host rejected: Access denied",
        "smtp: MAIL FROM failed: 421 4.4.0 no relay",
        "C: QUIT",
        "S: 221 Bye",
    ]
    report = smtpcodes.lint("".join(f"{before}{line}{behind}\n" for line in log).encode())
    assert [v.line for v in report.verdicts] == [7, 9]
    place = report.verdicts[1].places[0]
    assert place.column == len(before) + len("smtp: MAIL FROM failed: ") + 1


def test_what_was_told_in_parentheses_is_not_told_again() -> None:
    text = (
        "S: 220 mx\nC: EHLO x\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN [redacted]\n"
        "S: 535 5.7.8 Error: authentication failed: (reason unavailable)\n"
        "AUTH FAILED 535 5.7.8 Error: authentication failed: (reason unavailable)\nC: QUIT\n"
        "S: 221 Bye\n"
    )
    assert len(smtpcodes.lint(text).verdicts) == 1


# --- where a reply ends, and what makes it one
@each(
    "line, found",
    [
        (b"[503] 'bad sequence of commands' at line 3", b"503 bad sequence of commands"),
        (b"mailer, b'535 5.7.8 no' in x", b"535 5.7.8 no"),
        (b"x (535 5.7.8 no (really) sir) y", b"535 5.7.8 no (really"),
        (b"x [535 5.7.8 no] y", b"535 5.7.8 no"),
        (b"x `535 5.7.8 no` y", b"535 5.7.8 no"),
        (b'x "535 5.7.8 no" y', b"535 5.7.8 no"),
        (b"x: 535 5.7.8 no) y", b"535 5.7.8 no) y"),
        (
            b"smtp: 550-5.1.1 gone\\r\\n550 5.1.1 for good\\n",
            b"550 5.1.1 gone 550 5.1.1 for good",
        ),
        (b"x=535-5.7.8 no", b"535 5.7.8 no"),
        (b"x=535: 5.7.8 no", None),
        (b"535 2.7.0 RCPT failed", None),
        (b"535 2.7.0 what, then 550 5.1.1 no", b"550 5.1.1 no"),
        (b"HTTP/1.1 550 x 535 5.7.8 no", b"535 5.7.8 no"),
        (b"HTTP/1.1 550 rcpt", None),
        (b"rcpt: 550 zork", b"550 zork"),
        (b"rcpt: 550 9 zork", None),
        (b"x: 550 zork", None),
        (b"x: 535 Incorrect authentication data", b"535 Incorrect authentication data"),
        (b"x: 503 Incorrect authentication data", None),
        (b"https://mx.example/rcpt 550 zork", None),
        (b"smtp 421 x", b"421 x"),
    ],
)
def test_a_reply_ends_where_what_was_opened_before_it_is_closed(
    line: bytes, found: bytes | None
) -> None:
    assert reply_in(line) == found


GONE = "The email account that you tried to reach does not exist"


@each(
    "line, cause",
    [
        (f"mail to x rejected: {GONE}", "recipient.unknown"),
        (f"mail to x: {GONE}", None),  # nobody says that it was refused
        (f"HTTP/1.1 mail rejected: {GONE}", None),
        (f"Mailer-Warning: mail rejected: {GONE}", None),  # a field
        ("x failed: Relay access denied", None),
        ("auth: passwd-file(anna): Password mismatch", "auth.credentials-invalid"),
        ("SASL: Connect to private/auth failed: no", "auth.temporary-failure"),
        ("email rejected: mailbox is full", "recipient.mailbox-full"),
        ("mail server error: connection timed out", None),
    ],
)
def test_a_line_without_a_reply_needs_mail_a_refusal_and_a_text_that_is_known(
    line: str, cause: str | None
) -> None:
    assert [v.cause for v in smtpcodes.lint(f"x\n{line}\n").verdicts] == [cause] * bool(cause)


def meant(cause: str, because: str = "text", confidence: str = "high", why: str = "") -> Any:
    return lambda said: SimpleNamespace(
        cause=cause,
        title="TLS it is" if cause == "tls" else "It is",
        fix=None,
        provider=None,
        because=because,
        confidence=confidence,
        why=({"said": why},),
    )


@each(
    "line, explain, told",
    [
        (b"RCPT: 550 zork", meant("unknown"), 'says: "550 zork": it is'),
        (b"RCPT: 550 zork", meant("tls"), 'says: "550 zork": TLS it is'),
        (b"x: 550 5.1.1 zork", meant("unknown"), None),
        (b"x: 550 5.1.1 zork", meant("mailbox"), 'says: "550 5.1.1 zork": it is'),
        (b"x: 550 5.1.1 zork", meant("mailbox", "reply code", "low"), ": it is"),
        (b"mail refused", meant("unknown"), None),
        (b"mail refused", meant("mailbox", "text"), 'says: "mail refused": it is'),
        (b"mail refused", meant("mailbox", "signature"), ": it is"),
        (b"mail refused", meant("mailbox", "reply code"), None),
        (b"mail refused", meant("mailbox", "signature", "medium", "agrees"), None),
        (b"mail refused", meant("mailbox", "text", "medium", "agrees with"), ": it is"),
        (b"mail refused", meant("mailbox", "text", "medium", "it agrees"), None),
        (b"mail refused", meant("mailbox", "text", "low", "agrees"), None),
        (b"RCPT: 550 " + b"z" * 76, meant("x"), f'"550 {"z" * 76}": it is'),
        (b"RCPT: 550 " + b"z" * 77, meant("x"), f'"550 {"z" * 76} ...": it is'),
    ],
)
def test_a_line_is_told_as_far_as_it_is_understood(
    line: bytes, explain: Any, told: str | None
) -> None:
    net = Net()
    net.line(7, line, b"")
    found = net.verdicts("-", explain, ())
    assert [v.summary for v in found] == [] if told is None else told in found[0].summary
    assert net.verdicts("-", explain, ()) == []


def test_a_credential_is_out_of_a_reply_before_it_is_kept() -> None:
    net = Net()
    net.line(1, b"AUTH: 535 5.7.8 no, password=hunter2hunter2", b"")
    assert b"hunter2" not in net.caught[0].line and "hunter2" not in net.caught[0].said


def test_what_is_kept_of_a_log_without_an_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ASKED", 2)
    net = Net()
    for n in range(40):
        net.told(550, b"zork " + b"z" * n)
    assert len(net.seen) == 20
    for n in range(60):
        if n % 2 == 0:
            net.verdicts("-", meant("x"), ())
        net.line(n, b"RCPT: 550 zork " + b"q" * n, b"")
        assert len(net.kinds) <= 20
    assert net.replies == 60
    net.line(61, b"RCPT: 550 another", b"")
    assert net.replies == 60 and net.asked == 2
