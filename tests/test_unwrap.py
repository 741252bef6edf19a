"""Replies in the wrappings in which people meet them."""

from __future__ import annotations

import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from smtpcodes import explain, lint
from smtpcodes.knowledge import store
from smtpcodes.knowledge.unwrap import unwrap
from tests.each import each
from tests.wrapped import WRAPPED

SHELLS = (
    "{}",
    "said: {}",
    '"{}',
    'Error: "{}',
    "[{}]",
    "({}",
    "host mx said: {}",
    "{}\\n",
    "response: '{}",
)


@each("query, code, enhanced", WRAPPED)
def test_a_reply_is_found_in_its_wrapping(
    query: str, code: int | None, enhanced: str | None
) -> None:
    found = explain(query)
    assert (found.code, found.enhanced) == (code, enhanced)


@each(
    "query, command",
    [
        ("host mx[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT TO command)", "RCPT"),
        ("host mx[192.0.2.1] said: 550 5.7.1 no (in reply to end of DATA command)", "MESSAGE"),
        (
            "SMTP error from remote mail server after MAIL FROM:<a@x.example>: host mx: 550 no",
            "MAIL",
        ),
        ("SMTP error from remote mail server after initial connection: 554 no", "CONNECT"),
        ("550 no", None),
    ],
)
def test_the_command_is_told_where_the_wrapping_names_it(query: str, command: str | None) -> None:
    assert unwrap(query).command == command


def test_the_lines_of_a_reply_are_joined() -> None:
    assert unwrap("550-5.7.1 one 550 5.7.1 two").reply == "550-5.7.1 one\n550 5.7.1 two"
    assert unwrap("(535, b'5.7.8 one\\n5.7.8 two')").reply == "535-5.7.8 one\n535 5.7.8 two"
    assert unwrap("534 5.7.9 it costs 534 zorkmids").reply == "534 5.7.9 it costs 534 zorkmids"


DRESSES = (
    "{}",
    "smtp; {}",
    "<p>{}</p>",
    "host mx.example[192.0.2.1] said: {} (in reply to RCPT TO command)",
    "S: {}",
    '{{"diagnosticCode": "smtp; {}"}}',
    '{{"reason":"{}"}}',
    "Nov 24 10:00:00 mx postfix/smtp[1]: ABC: to=<a@b.example>, status=bounced (host "
    "mx.example[192.0.2.1] said: {})",
    " SMTP<< {}",
    "SMTP error from remote mail server after RCPT TO:<a@b.example>: {}",
    "\u202b{}\u202c",
    'Expected response code 250 but got code "550", with message "{}"',
)


@settings(deadline=None)  # the first call reads the data
@given(
    st.sampled_from(DRESSES),
    st.text("abcdefghijklmnopqrstuvwxyz \u0627\u0644\u05d0\u4e2d,", min_size=1, max_size=60),
)
def test_every_dress_comes_off_any_text(dress: str, text: str) -> None:
    found = explain(dress.format(f"550 5.1.1 x {text}"))
    assert (found.code, found.enhanced) == (550, "5.1.1") and found.text.startswith("x")


@settings(deadline=None)  # the first call reads the data
@given(st.text('0123456789-:;.,"{}[]()<>|=\\\n EHLOsaid&;', max_size=400))
def test_no_text_of_signs_makes_explain_fail_or_find_a_code_that_is_none(text: str) -> None:
    found = explain(text)
    assert found.code is None or str(found.code) in text or text.strip().isdigit()


@settings(deadline=None)  # the first call reads the data
@given(st.text(max_size=200))
def test_a_text_without_a_number_is_no_reply_with_a_code(text: str) -> None:
    if not any(c.isdecimal() for c in text):
        assert explain(text).code is None


@settings(deadline=None)  # the first call reads the data
@given(
    st.text(
        st.characters(exclude_characters="&\\", exclude_categories=("Cc", "Cs")),
        min_size=1,
        max_size=60,
    )
)
def test_a_plain_reply_stays_as_it_is(text: str) -> None:
    line = f"550 5.7.1 {' '.join(text.split())}".strip()
    if "550" not in line[4:] and "in reply to" not in line and "code" not in line:
        assert unwrap(line).reply == line


CAPTURES = sorted(path for path in (Path(__file__).parent / "corpus").rglob("*.log"))


@each("path", CAPTURES)
def test_a_line_of_a_log_gives_the_reply_that_its_reader_finds(path: Path) -> None:
    lines = path.read_text("utf-8", "replace").splitlines()
    for finding in lint(path).findings:
        line = lines[finding.line - 1]
        if (
            finding.reply is not None
            and finding.reply.code >= 400
            and str(finding.reply.code) in line
        ):
            assert explain(line).code == finding.reply.code, line


def test_a_long_text_is_looked_through_in_little_time() -> None:
    began = time.process_time()
    for filling in (
        "550 ",
        '"a": "',
        "<",
        "220-",
        "345, '",
        "S: 250 ok\n",
        "&lt;",
        "\\n550",
        "\uff15",
    ):
        explain(filling * 5000)
    assert time.process_time() - began < 5, "a pattern is not linear in the text"


EXAMPLES = sorted({query for query, *_ in WRAPPED} | {str(t["reply"]) for t in store.texts()})


@settings(deadline=None)  # the first call makes the tables
@given(st.sampled_from(EXAMPLES), st.integers(0, 200), st.integers(0, 200), st.sampled_from(SHELLS))
def test_any_cut_of_any_example_is_explained(text: str, start: int, end: int, shell: str) -> None:
    cut = text[start : len(text) - end]
    found = explain(shell.format(cut))
    assert found.title and found.retry


@each("code", ["250", "354", "235", "220", "334", "421", "535"])
@each("shell", SHELLS)
def test_a_bare_code_in_any_shell_is_explained(shell: str, code: str) -> None:
    assert explain(shell.format(code)).title


APART = [
    ("permanent error (535): authentication failed (method PLAIN)", 535, "authentication failed"),
    ("[535] Authentication failed", 535, "Authentication failed"),
    ("[503] 'bad sequence of commands'", 503, "bad sequence of commands"),
    ("SMTP connect() failed (code: 535, response: 5.7.8 Error: no)", 535, "Error: no"),
    ("Invalid login - 454 4.7.0 Temporary failure", 454, "Temporary failure"),
    ("SMTP code:550 msg:550-5.1.1 No such account", 550, "No such account"),
    ("retcode (553); Msg: b'5.7.1 Not your address'", 553, "Not your address"),
    ("Got: 553 | 553 5.7.1 Not your address", 553, "Not your address"),
    ("got 535 instead of 235: 5.7.8 no", 535, "no"),
    ("Expected 235, got 535: bad password", 535, "bad password"),
    ("StatusCode: 451 Message: 4.7.500 Server busy", 451, "Server busy"),
    ("ERROR_CODE :550, ERROR_CODE :5.1.1 user unknown", 550, "user unknown"),
    ('&textproto.Error{Code:535, Msg:"5.7.8 no"}', 535, "no"),
    ("(535, b'5.7.8 Username and Passw", 535, "Username and Passw"),
    ("smtplib.SMTPAuthenticationError: (535, b", 535, ""),
    ("Max attempts exceeded - 535 Bad pair", 535, "Bad pair"),
    ("AUTH failed with 454 Later please", 454, "Later please"),
    ("Error: `553 Not your address`", 553, "Not your address"),
    ("Error code 530. Log in first", 530, "Log in first"),
    ("535; Bad pair", 535, "Bad pair"),
    ("(535) Bad pair", 535, "Bad pair"),
    ("SMTP(535): Bad pair", 535, "Bad pair"),
    ("smtp:535:Bad pair", 535, "Bad pair"),
    ("<** 530 Log in first", 530, "Log in first"),
    ("\u2022 550 No such account", 550, "No such account"),
    ("erreur 550 : Boite pleine", 550, "Boite pleine"),
    ("Fehler 550: Absender abgelehnt", 550, "Absender abgelehnt"),
    ("\u9519\u8bef\u4ee3\u7801 535\uff0cBad pair", 535, "Bad pair"),
    ("Not accepted here (535)", 535, "Not accepted here"),
    ("Not accepted here [error 535]", 535, "Not accepted here"),
    ("HTTP/1.1 500 Internal Server Error 535 Bad pair", 535, "Bad pair"),
    ("500 Internal Server Error: (535, b'Bad pair')", 535, "Bad pair"),
    ('421, "4.7.0", No such network', 421, "No such network"),
    ("Remote host said: 550 5.1.1 no such user Giving up on 192.0.2.1.", 550, "no such user"),
    ("failure: /Remote_host_said:_550_no_such_user/Giving_up_on_192.0.2.1./", 550, "no such user"),
    (
        "Permanent(Code { severity: PermanentNegativeCompletion, category: Unspecified3,"
        ' detail: Five }), ["5.7.8 no"]',
        535,
        "no",
    ),
]


@each("query, code, text", APART)
def test_a_code_that_stands_apart_is_put_before_its_text(query: str, code: int, text: str) -> None:
    found = explain(query)
    assert found.code == code
    assert text in (found.text or "")


@each(
    "text",
    [
        "error:1408F10B:SSL routines:ssl3_get_record:wrong version number:ssl3_record.c:354:",
        "SMTP broke with the upgrade 2022.6.7 -> 2022.7.3",
        "line 535: something else",
        "error at position 550.3 of the file",
        "caller=notify.go:535 component=x",
        "mail 554 of 900 was not sent in 550 ms",
        "276   H=mx.example [192.0.2.1] Connection refused",
    ],
)
def test_a_number_in_other_words_is_no_code(text: str) -> None:
    assert explain(text).code is None


@each("text, reply, command", (
        ("msmtp: envelope from address a@b.test not accepted by the server\n"
         "msmtp: server message: 501 5.1.7 no\nmsmtp: could not send mail", "501 5.1.7 no", "MAIL"),
        ("smtplib.SMTPAuthenticationError: (550, b'denied')", "550 denied", "AUTH"),
        ("Failed to add recipient \"a@b.test\": 554 5.7.1 no", "554 5.7.1 no", "RCPT"),
        ("MAIL FROM command failed: 553 no", "553 no", "MAIL"),
        ("Encryption is missing here, code: 500", "500 Encryption is missing here", None),
        ("the last reply code received from the server (535)", "535", None),
        ("Failed to close the connection, 553 Relaying disallowed",
         "553 Relaying disallowed", None),
        ('{"level":"error","msg":"sending failed, 553 Relaying disallowed"}',
         "553 Relaying disallowed", None),
    ))  # fmt: skip
def test_what_a_library_says_around_a_reply_is_told_apart(
    text: str, reply: str, command: str | None
) -> None:
    assert unwrap(text)[:2] == (reply, command)


@each(
    "text, host",
    (
        ("host mx.example.net[192.0.2.1] said: 550 no", "mx.example.net"),
        ("sending by smtp.example.net failed: 550 no", "smtp.example.net"),
        ("to a@mail.example.net: 550 no", None),
        ("550 no, says server mx.example.net: ", None),  # the reply names itself
    ),
)
def test_the_server_is_named_by_what_stands_before_the_reply(text: str, host: str | None) -> None:
    assert unwrap(text).host == host
