"""JavaMail: a dialogue without marks, repeated by exceptions, with AUTH left out."""

from __future__ import annotations

import pytest

from smtpcodes.readers.javamail import Javamail
from tests.block import block
from tests.readers.server_logs import exchanges, reader_of

HEAD = block("""
    DEBUG: setDebug: Jakarta Mail version 2.0.1
    DEBUG SMTP: trying to connect to host "mx.example", port 587, isSSL false
    220 x
    DEBUG SMTP: connected to host "mx.example", port: 587
    EHLO a
    250-x
    250 AUTH LOGIN
    """)
BEGUN = [("CONNECT", 220, None), ("EHLO", 250, None)]


def test_an_exception_tells_with_which_reply_a_hidden_auth_failed() -> None:
    text = HEAD + block("""
            DEBUG SMTP: AUTH LOGIN command trace suppressed
            DEBUG SMTP: AUTH LOGIN failed
            javax.mail.AuthenticationFailedException: 535-5.7.8 Username and Password not accepted.
            535 5.7.8  more

            \tat com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:965)
            """)
    assert exchanges(text.encode()) == [[*BEGUN, ("AUTH", 535, "5.7.8")]]


def test_a_hidden_auth_may_fail_with_no_reply_told() -> None:
    text = HEAD + block("""
            DEBUG SMTP: AUTH LOGIN command trace suppressed
            DEBUG SMTP: AUTH LOGIN failed
            QUIT
            221 x
            """)
    assert exchanges(text.encode()) == [[*BEGUN, ("AUTH", 0, None), ("QUIT", 221, None)]]


def test_a_reply_that_is_told_again_is_one_reply() -> None:
    text = HEAD + block("""
            MAIL FROM:<a@a.example>
            530-5.7.0 Authentication Required.
            530 5.7.0 more
            DEBUG SMTP: got response code 530, with response: 530-5.7.0 Authentication Required.
            530 5.7.0 more

            RSET
            250 x
            DEBUG SMTP: MessagingException while sending, THROW:\x20
            com.sun.mail.smtp.SMTPSendFailedException: 530-5.7.0 Authentication Required.
            530 5.7.0 more

            \tat com.sun.mail.smtp.SMTPTransport.mailFrom(SMTPTransport.java:1808)
            QUIT
            221 x
            """)
    assert exchanges(text.encode()) == [
        [*BEGUN, ("MAIL", 530, "5.7.0"), ("RSET", 250, None), ("QUIT", 221, None)]
    ]


def test_message_text_is_neither_command_nor_structure() -> None:
    text = HEAD + block("""
            MAIL FROM:<a@a.example>
            250 x
            RCPT TO:<b@b.example>
            250 x
            DATA
            354 x
            Subject: a

            DEBUG SMTP: AUTH LOGIN failed
            535 5.7.8 forged
            .
            250 queued
            QUIT
            221 x
            """)
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
        b"2016-10-06 20:29:34,191 ERROR [stderr] (EJB default - 2) "
        b"com.sun.mail.smtp.SMTPSendFailedException: 530 5.7.0 Must issue a "
        b"STARTTLS command first\n"
        b"2016-10-06 20:29:34,191 ERROR [stderr] (EJB default - 2) \tat "
        b"com.sun.mail.smtp.SMTPTransport.mailFrom(SMTPTransport.java:1740)\n"
        b"Caused by: com.sun.mail.smtp.SMTPSendFailedException: 530 5.7.0 Must "
        b"issue a STARTTLS command first\n"
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
        b"2023-05-01 10:00:00.123 DEBUG 1 --- [nio-8080-exec-1] o.s.m.j : DEBUG "
        b'SMTP: trying to connect to host "mx.example", port 587, isSSL false\n'
        b"220 mx.example ESMTP\n"
        b'DEBUG SMTP: connected to host "mx.example", port: 587\n'
        b"EHLO client.example\n"
        b"250-mx.example\n"
        b"250 STARTTLS\n"
        b"MAIL FROM:<a@client.example>\n"
        b"530 5.7.0 Must issue a STARTTLS command first\n"
    )
    assert exchanges(text) == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("MAIL", 530, "5.7.0")]
    ]
