"""PHPMailer: levels, pages of the web, and what repeats a reply."""

from __future__ import annotations

import pytest

from smtpcodes.readers.phpmailer import unglued
from tests.block import block, octets
from tests.readers.server_logs import accused, exchanges, reader_of

LINES = [
    "SERVER -> CLIENT: 220 mx.example ESMTP",
    "CLIENT -> SERVER: EHLO www.example",
    "SERVER -> CLIENT: 250-mx.example250-SIZE 52428800250-AUTH PLAIN LOGIN250 HELP",
    "CLIENT -> SERVER: AUTH LOGIN",
    "SERVER -> CLIENT: 334 VXNlcm5hbWU6",
    "CLIENT -> SERVER: [credentials hidden]",
    "SERVER -> CLIENT: 334 UGFzc3dvcmQ6",
    "CLIENT -> SERVER: [credentials hidden]",
    "SERVER -> CLIENT: 535 5.7.8 Incorrect authentication data",
    "SMTP ERROR: Password command failed: 535 5.7.8 Incorrect authentication data",
    "SMTP Error: Could not authenticate.",
    "CLIENT -> SERVER: QUIT",
    "SERVER -> CLIENT: 221 bye",
    "SMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting",
]
WANTED = [
    [
        ("CONNECT", 220, None),
        ("EHLO", 250, None),
        ("AUTH", 334, None),
        ("SASL", 334, None),
        ("SASL", 535, "5.7.8"),
        ("QUIT", 221, None),
    ]
]


@pytest.mark.parametrize(
    "head",
    (
        "",
        "2026-11-23 22:49:18\t",
        "2026-11-23 22:49:18 ",
        "[24-Apr-2020 11:06:26 UTC] ",
        "[Fri Apr 24 11:06:26.123456 2020] [php7:notice] [pid 123] [client 192.0.2.9:5678] ",
        "Nov 23 22:49:18 www php[812]: ",
        "[2026-11-23 22:49:18] local.DEBUG: ",
        "debug level 2; message: ",
        "[24-Apr-2020 11:06:26 UTC] PHP message: ",
    ),
)
def test_what_a_log_of_php_puts_before_each_line_is_passed(head: str) -> None:
    text = "".join(f"{head}{line}\n" for line in LINES).encode()
    assert exchanges(text) == WANTED and reader_of(text) == "phpmailer"


@pytest.mark.parametrize("end", ("\n", "<br>\n", "<br />\n", "<br>", " ", " 2026-11-23 22:49:18 "))
@pytest.mark.parametrize("arrow", ("->", "-&gt;"))
def test_a_page_of_the_web_is_read_with_its_breaks_and_without(end: str, arrow: str) -> None:
    text = end.join(LINES).replace("->", arrow).encode()
    assert exchanges(text, "phpmailer") == WANTED
    assert reader_of(text) == "phpmailer"


def test_a_client_cannot_forge_a_line_where_lines_are_apart() -> None:
    forged = (
        "CLIENT -> SERVER: EHLO "
        + "x" * 100
        + " SERVER -> CLIENT: 250 x CLIENT -> SERVER: AUTH PLAIN SERVER -> CLIENT: 535 5.7.8 forged"
    )
    text = "\n".join([LINES[0], forged, *LINES[2:4]]).encode()
    assert 535 not in [code for session in exchanges(text, "phpmailer") for _, code, _ in session]


def test_at_level_1_an_error_is_the_only_one_to_tell_the_reply() -> None:
    text = (
        b"2016-11-02 01:57:18\tCLIENT -> SERVER: EHLO a\n"
        b"2016-11-02 01:57:18\tCLIENT -> SERVER: AUTH LOGIN\n"
        b"2016-11-02 01:57:18\tCLIENT -> SERVER: eHh4eA==\n"
        b"2016-11-02 01:57:20\tSMTP ERROR: Password command failed: 535-5.7.8 "
        b"Username and Password not accepted.\n"
        b"                   \t                  535 5.7.8 more\n"
        b"2016-11-02 01:57:20\tCLIENT -> SERVER: QUIT\n"
    )
    assert [x for s in exchanges(text) for x in s if x[1]] == [("AUTH", 535, "5.7.8")]
    assert [x for s in exchanges(text) for x in s if not x[1]] == [
        ("EHLO", 0, None),
        ("AUTH", 0, None),
        ("SASL", 0, None),
        ("QUIT", 0, None),
    ]
    assert accused(text) <= {"secrets/credential-in-transcript"}


def test_an_error_tells_its_stage() -> None:
    for name, verb in (
        ("MAIL FROM", "MAIL"),
        ("RCPT TO", "RCPT"),
        ("DATA END", "MESSAGE"),
        ("STARTTLS", "STARTTLS"),
        ("AUTH", "AUTH"),
        ("Password", "AUTH"),
    ):
        text = (
            "CLIENT -> SERVER: EHLO a\n"
            "CLIENT -> SERVER: QUIT\n"
            f"SMTP ERROR: {name} command failed: 550 5.7.1 no\n"
        ).encode()
        assert [x for s in exchanges(text) for x in s if x[1]] == [(verb, 550, "5.7.1")]


def test_the_lines_of_an_error_that_repeats_a_reply_are_no_reply() -> None:
    text = block("""
            SERVER -> CLIENT: 535-5.7.8 a
                              535 5.7.8 b
            SMTP ERROR: Password command failed: 535-5.7.8 a
                              535 5.7.8 b
            CLIENT -> SERVER: QUIT
            SERVER -> CLIENT: 221 x
            """)
    assert exchanges(text.encode(), "phpmailer") == [
        [("UNKNOWN", 535, "5.7.8"), ("QUIT", 221, None)]
    ]


def test_the_oldest_form_shows_replies_alone() -> None:
    text = octets("""
        SMTP -> FROM SERVER:220 mx.example ESMTP
        SMTP -> FROM SERVER: 250-mx.example 250-SIZE 1 250 HELP
        SMTP -> ERROR: Password not accepted from server: 535 5.7.1 no
        """)
    assert exchanges(text, "phpmailer") == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("AUTH", 535, "5.7.1")]
    ]
    assert accused(text, "phpmailer") == {"enhanced/unusual-for-reply", "enhanced/not-offered"}


def test_lines_of_a_reply_that_stand_in_one_are_taken_apart() -> None:
    assert unglued(b"250-a250-SIZE 52428800250-X250 c") == [
        b"250-a",
        b"250-SIZE 52428800",
        b"250-X",
        b"250 c",
    ]
    assert unglued(b"550-one 550-two.example is 550 not") == [
        b"550-one",
        b"550-two.example is",
        b"550 not",
    ]
    assert unglued(b"250 a 250 b") == [b"250 a 250 b"]
    assert unglued(b"250-a 1250") == [b"250-a 1250"]


def test_a_log_that_ends_before_the_reply_is_shown_has_it_from_what_was_read() -> None:
    log = octets("""
        CLIENT -> SERVER: AUTH LOGIN
        SMTP -> get_lines(): $str is "334 VXNlcm5hbWU6"
        SERVER -> CLIENT: 334 VXNlcm5hbWU6
        """)
    log += octets("""
        CLIENT -> SERVER: eHh4
        SMTP -> get_lines(): $data is ""
        SMTP -> get_lines(): $str is "235 2.7.0 Accepted"
        """)
    assert exchanges(log) == [[("AUTH", 334, None), ("SASL", 235, "2.7.0")]]


def test_a_reply_after_which_the_host_is_given_up_is_the_greeting() -> None:
    text = (
        b"2026-11-23 22:49:16\tSERVER -> CLIENT: 535 5.7.8 Not authenticated\n"
        b"2026-11-23 22:49:16\tSMTP Error: Could not connect to SMTP host.\n"
    )
    assert exchanges(text) == [[("CONNECT", 535, "5.7.8")]]
    cut = text.replace(
        b"SMTP Error: Could not connect to SMTP host.",
        b"SMTP ERROR: Password command failed: 535 5.7.8 Not authenticated",
    )
    assert exchanges(cut)[0][0][0] != "CONNECT"
