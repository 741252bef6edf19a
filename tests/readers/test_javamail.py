"""JavaMail: a dialogue without marks, repeated by exceptions, with AUTH left out."""

from __future__ import annotations

import pytest

from smtpcodes.readers.javamail import Javamail
from tests.readers.server_logs import exchanges, reader_of

HEAD = 'DEBUG: setDebug: Jakarta Mail version 2.0.1\nDEBUG SMTP: trying to connect to host "mx.example", port 587, isSSL false\n220 x\nDEBUG SMTP: connected to host "mx.example", port: 587\nEHLO a\n250-x\n250 AUTH LOGIN\n'
BEGUN = [("CONNECT", 220, None), ("EHLO", 250, None)]


def test_an_exception_tells_with_which_reply_a_hidden_auth_failed() -> None:
    text = HEAD + (
        "DEBUG SMTP: AUTH LOGIN command trace suppressed\nDEBUG SMTP: AUTH LOGIN failed\njavax.mail.AuthenticationFailedException: 535-5.7.8 Username and Password not accepted.\n"
        "535 5.7.8  more\n\n\tat com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:965)\n"
    )
    assert exchanges(text.encode()) == [[*BEGUN, ("AUTH", 535, "5.7.8")]]


def test_a_hidden_auth_may_fail_with_no_reply_told() -> None:
    text = (
        HEAD
        + "DEBUG SMTP: AUTH LOGIN command trace suppressed\nDEBUG SMTP: AUTH LOGIN failed\nQUIT\n221 x\n"
    )
    assert exchanges(text.encode()) == [[*BEGUN, ("AUTH", 0, None), ("QUIT", 221, None)]]


def test_a_reply_that_is_told_again_is_one_reply() -> None:
    text = HEAD + (
        "MAIL FROM:<a@a.example>\n530-5.7.0 Authentication Required.\n530 5.7.0 more\nDEBUG SMTP: got response code 530, with response: 530-5.7.0 Authentication Required.\n"
        "530 5.7.0 more\n\nRSET\n250 x\nDEBUG SMTP: MessagingException while sending, THROW: \ncom.sun.mail.smtp.SMTPSendFailedException: 530-5.7.0 Authentication Required.\n"
        "530 5.7.0 more\n\n\tat com.sun.mail.smtp.SMTPTransport.mailFrom(SMTPTransport.java:1808)\nQUIT\n221 x\n"
    )
    assert exchanges(text.encode()) == [
        [*BEGUN, ("MAIL", 530, "5.7.0"), ("RSET", 250, None), ("QUIT", 221, None)]
    ]


def test_message_text_is_neither_command_nor_structure() -> None:
    text = HEAD + (
        "MAIL FROM:<a@a.example>\n250 x\nRCPT TO:<b@b.example>\n250 x\nDATA\n354 x\nSubject: a\n\nDEBUG SMTP: AUTH LOGIN failed\n535 5.7.8 forged\n.\n250 queued\nQUIT\n221 x\n"
    )
    assert exchanges(text.encode()) == [
        [
            *BEGUN,
            ("MAIL", 250, None),
            ("RCPT", 250, None),
            ("DATA", 354, None),
            ("MESSAGE", 250, None),
            ("QUIT", 221, None),
        ]
    ]


@pytest.mark.parametrize(
    "prefix",
    (
        "     O ",
        "[11/3/10 9:54:37:906 CDT] 00000025 SystemOut     O ",
        "10:00:00,123 INFO  [stdout] (default task-2) ",
        "I/System.out( 1234): ",
        "[INFO] ",
        "2016-10-06 20:29:34,191 INFO  [stdout] (EJB default - 2) ",
    ),
)
def test_what_a_framework_puts_before_each_line_is_passed(prefix: str) -> None:
    text = "".join(f"{prefix}{line}\n" for line in HEAD.splitlines())
    assert exchanges(text.encode()) == [BEGUN]


def test_an_exception_alone_gives_its_reply_once() -> None:
    text = (
        b"2016-10-06 20:29:34,191 ERROR [stderr] (EJB default - 2) com.sun.mail.smtp.SMTPSendFailedException: 530 5.7.0 Must issue a STARTTLS command first\n"
        b"2016-10-06 20:29:34,191 ERROR [stderr] (EJB default - 2) \tat com.sun.mail.smtp.SMTPTransport.mailFrom(SMTPTransport.java:1740)\n"
        b"Caused by: com.sun.mail.smtp.SMTPSendFailedException: 530 5.7.0 Must issue a STARTTLS command first\n"
    )
    assert exchanges(text) == [[("UNKNOWN", 530, "5.7.0")]] and reader_of(text) == "javamail"


def test_a_password_in_the_settings_is_known_as_one() -> None:
    assert (
        Javamail().hidden(
            b"DEBUG SMTP: protocolConnect login, host=mx.example, user=alice, password=two words"
        )
        == b"two words"
    )
    assert (
        Javamail().hidden(
            b"DEBUG SMTP: protocolConnect login, host=mx.example, user=alice, password=<non-null>"
        )
        is None
    )


def test_the_first_line_may_wear_what_a_logger_put_before_it() -> None:
    text = (
        b'2023-05-01 10:00:00.123 DEBUG 1 --- [nio-8080-exec-1] o.s.m.j : DEBUG SMTP: trying to connect to host "mx.example", port 587, isSSL false\n220 mx.example ESMTP\n'
        b'DEBUG SMTP: connected to host "mx.example", port: 587\nEHLO client.example\n250-mx.example\n250 STARTTLS\nMAIL FROM:<a@client.example>\n530 5.7.0 Must issue a STARTTLS command first\n'
    )
    assert exchanges(text) == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("MAIL", 530, "5.7.0")]
    ]
