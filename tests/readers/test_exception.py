"""A reply in the text of an error: of many languages, once, and never judged."""

from __future__ import annotations

import pytest

from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers.exception import ExceptionText
from tests.block import block
from tests.readers.server_logs import accused, exchanges

TEXTS = (
    (
        (
            "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not "
            "accepted.\\n5.7.8 more')"
        ),
        535,
        "5.7.8",
    ),
    ("smtplib.SMTPRecipientsRefused: {'b@d.example': (550, b'5.1.1 no such user')}", 550, "5.1.1"),
    (
        "smtplib.SMTPSenderRefused: (530, b'5.7.0 Authentication required', 'a@client.example')",
        530,
        "5.7.0",
    ),
    (
        "aiosmtplib.errors.SMTPAuthenticationError: (535, '5.7.8 Error: authentication failed')",
        535,
        "5.7.8",
    ),
    ("Net::SMTPAuthenticationError: 535 5.7.8 Error: authentication failed:", 535, "5.7.8"),
    ("Net::SMTPAuthenticationError (535 5.7.8 Error: authentication failed)", 535, "5.7.8"),
    (
        (
            'Expected response code "235" but got code "535", with message "535 5.7.8 '
            'Error: authentication failed".'
        ),
        535,
        "5.7.8",
    ),
    (
        (
            "[2024-01-02 03:04:05] local.ERROR: Failed to authenticate on SMTP server "
            'with username "alice" using the following authenticators: "LOGIN". '
            'Authenticator "LOGIN" returned "Expected response code "235" but got code '
            '"535", with message "535 5.7.8 no".'
        ),
        535,
        "5.7.8",
    ),
    (
        (
            'Expected response code 354 but got code "503", with message "503 valid '
            'RCPT command must precede DATA"'
        ),
        503,
        None,
    ),
    (
        (
            "System.Net.Mail.SmtpException: The SMTP server requires a secure "
            "connection or the client was not authenticated. The server response was: "
            "5.7.57 Client not authenticated to send mail."
        ),
        530,
        "5.7.57",
    ),
    ("Mailbox unavailable. The server response was: 5.7.1 Unable to relay", 550, "5.7.1"),
    ("Mailbox unavailable. The server response was: 4.2.0 try later", 450, "4.2.0"),
    (
        "MailKit.Security.AuthenticationException: 535: 5.7.8 Username and Password not accepted.",
        535,
        "5.7.8",
    ),
    ("gomail: could not send email 1: 535 5.7.8 Error: authentication failed", 535, "5.7.8"),
    ("Error: permanent error (535): 5.7.8 Authentication failed", 535, "5.7.8"),
    ('** (RuntimeError) {:permanent_failure, "mx.example", "550 5.7.1 no"}', 550, "5.7.1"),
    (
        (
            "SMTP Error: data not accepted.SMTP server error: DATA END command failed "
            "Detail: Message rejected SMTP code: 554 Additional SMTP info: 5.7.1"
        ),
        554,
        "5.7.1",
    ),
    (
        (
            "authentication failure [SMTP: Invalid response code received from server "
            "(code: 535, response: 5.7.8 Error: authentication failed)]"
        ),
        535,
        "5.7.8",
    ),
    (
        "Server Response: '530 5.7.57 Client was not authenticated to send anonymous mail'",
        530,
        "5.7.57",
    ),
    ("The mail server responded: 553 sorry, that domain isn't in my list", 553, None),
    (
        (
            '{"class":"Mailer","error_class":"Net::SMTPAuthenticationError","error_mess'
            'age":"530 5.7.0 Must issue a STARTTLS command first"}'
        ),
        530,
        "5.7.0",
    ),
    (
        (
            'SMTP Error (550): Failed to add recipient "b@d.example" (5.7.1 <c.example[192.0.2.1]>:'
            " Client host rejected: no)."
        ),
        550,
        "5.7.1",
    ),
    ("Erreur SMTP (535) : authentification impossible.", 535, None),
    (
        (
            'smtp: RCPT error\t{"msg_id":"54","smtp_code":501,"smtp_enchcode":"5.1.8",'
            '"smtp_msg":"Use Submission for outgoing SMTP","to":"b@d.example"}'
        ),
        501,
        "5.1.8",
    ),
)


@pytest.mark.parametrize("text, code, enhanced", TEXTS, ids=lambda x: str(x)[:40])
def test_a_reply_is_found_in_an_error(text: str, code: int, enhanced: str | None) -> None:
    assert exchanges(text.encode(), "exception") == [[("UNKNOWN", code, enhanced)]]
    assert accused(text.encode(), "exception") <= {"enhanced/unregistered"}


def test_further_lines_of_a_reply_belong_to_it() -> None:
    for text in (
        block("""
            Expected response code 235 but got code "535", with message "535-5.7.8 one
            535 5.7.8 two
            "
            """),
        block("""
            Net::SMTPAuthenticationError: 535-5.7.8 one
            535 5.7.8 two
                app/mail.rb:12:in `deliver'
            Net::SMTPAuthenticationError: 535-5.7.8 one
            535 5.7.8 two
            """),
    ):
        assert exchanges(text.encode(), "exception") == [[("UNKNOWN", 535, "5.7.8")]]


def test_a_number_is_no_reply() -> None:
    for text in (
        "HTTP 503 Service Unavailable",
        "took 250 ms",
        "at line 535 of mail.py",
        "version 550.7.1",
        "GET /x 404 -",
        "Expected response code 250 but got an empty response",
    ):
        assert exchanges(text.encode(), "exception") == [], text


def test_a_reply_that_fails_nothing_is_no_reply_of_an_error() -> None:
    assert exchanges(
        b"mail: 220 2.0.0 Ready to start TLS\nmail: 354 2.0.0 Go ahead\nError: 535 5.7.8 no\n"
    ) == [[("UNKNOWN", 535, "5.7.8")]]
    assert accused(b"mail: 220 2.0.0 Ready to start TLS\nError: 535 5.7.8 no\n") == set()


def test_a_reply_between_backticks_ends_with_them() -> None:
    line = b"With `Error: 503 Bad sequence of commands`. Why?"
    items = ExceptionText().take(line) or ()
    assert [x.text for _, x in items if isinstance(x, ReplyLine)] == [b"Bad sequence of commands"]
