"""nodemailer: its logger, its older forms, its errors."""

from __future__ import annotations

import pytest

from smtpcodes.readers.nodemailer import Nodemailer
from smtpcodes.session.events import NO, YES, Connect
from tests.block import block
from tests.readers.server_logs import exchanges, reader_of

LOGIN = "Invalid login: 535-5.7.8 Username and Password not accepted."


@pytest.mark.parametrize(
    "text",
    (
        f"{{ Error: {LOGIN}\n"
        "535 5.7.8 more\n"
        "    at SMTPConnection._formatError (/app/smtp-connection.js:528:15)\n"
        "  code: 'EAUTH',\n"
        "  response: '535-5.7.8 Username and Password not accepted.\\n535 5.7.8 more',\n"
        "  responseCode: 535,\n"
        "  command: 'AUTH PLAIN' }\n",
        f"xo-server[418]: [WARN] plugin: Error: {LOGIN}\n"
        "xo-server[418]: 535 5.7.8 more\n"
        "xo-server[418]:     at SMTPConnection._formatError (/x.js:774:19)\n",
        block("""
            {
              "code": "EAUTH",
              "response": "535-5.7.8 Username and Password not accepted.\\n535 5.7.8 more",
              "responseCode": 535,
              "command": "AUTH PLAIN"
            }
            """),
    ),
)
def test_an_error_gives_its_reply_once(text: str) -> None:
    assert (
        exchanges(text.encode()) == [[("UNKNOWN", 535, "5.7.8")]]
        and reader_of(text.encode()) == "nodemailer"
    )


def test_two_errors_are_two() -> None:
    one = block("""
        Error: Invalid login: 535 5.7.8 no
            at SMTPConnection._formatError (/x.js:774:19)
          response: '535 5.7.8 no',
        """)
    assert exchanges((one + one).encode(), "nodemailer") == [
        [("UNKNOWN", 535, "5.7.8")],
        [("UNKNOWN", 535, "5.7.8")],
    ]


def test_an_error_after_the_dialogue_is_told_again() -> None:
    text = (
        "DEBUG [a] C: AUTH PLAIN x\nDEBUG [a] S: 535 5.7.8 no\nError: Invalid login: 535 5.7.8 no\n"
    )
    assert exchanges(text.encode(), "nodemailer") == [[("AUTH", 535, "5.7.8")]]


def test_the_logger_tells_whether_a_connection_begins_with_tls() -> None:
    for word, tls in (("Secure connection", YES), ("Connection", NO)):
        items = Nodemailer().take(
            f"[2026-11-23 22:48:50] INFO  [a] {word} established to 127.0.0.1:465".encode()
        )
        assert (
            items
            and isinstance(items[0][1], Connect)
            and items[0][1].tls is tls
            and items[0][1].local is YES
        )


def test_a_tree_is_read() -> None:
    text = block("""
        SERVER 1:
        └──220 x
        CLIENT 1:
        └──EHLO a
        SERVER 1:
        └──250-x
           250 STARTTLS
        CLIENT 1:
        └──STARTTLS
        SERVER 1:
        └──220 x
        Connection secured
        """)
    assert exchanges(text.encode()) == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("STARTTLS", 220, None)]
    ]
