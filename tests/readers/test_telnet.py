"""Bare dialogues: whose line is it, and what is not of the dialogue."""

from __future__ import annotations

import pytest

from smtpcodes.linter import lint
from smtpcodes.readers.telnet import Telnet
from smtpcodes.session.events import YES, Connect, Line
from tests.block import block
from tests.readers.server_logs import exchanges, reader_of


def codes(text: str) -> list[list[tuple[str, int, str | None]]]:
    return exchanges(text.encode(), "telnet")


def test_what_openssl_prints_in_the_middle_of_a_command_is_no_command() -> None:
    text = block("""
            CONNECTED(00000003)
            depth=0 CN = mx.example
            verify return:1
            ---
            Certificate chain
             0 s:CN = mx.example
            ---
            -----BEGIN CERTIFICATE-----
            MAIL
            -----END CERTIFICATE-----
            ---
            250 HELP
            ---
            Post-Handshake New Session Ticket arrived:
            SSL-Session:
                Protocol  : TLSv1.3
            EHLO a
                0000 - 28 a9 8b 3e 27 29 db 8a-9e bf ba 85 83 1c 4c c1   (..>')........L.
            ---
            read R BLOCK
            250 mx.example
            QUIT
            221 x
            DONE
            """)
    assert codes(text) == [[("EHLO", 250, None), ("QUIT", 221, None)]]


def test_the_handshake_that_openssl_shows_proves_tls() -> None:
    reader = Telnet()
    assert not reader.take(b"CONNECTED(00000003)")
    items = reader.take(b"depth=0 CN = mx.example")
    assert items and isinstance(items[0][1], Connect) and items[0][1].tls is YES
    assert not reader.take(b"verify return:1")


def test_the_command_of_the_shell_tells_port_and_tls() -> None:
    for line, port in (
        (b"$ telnet mx.example 587", 587),
        (
            (
                b"root@mx:~# openssl s_client -starttls smtp -crlf -connect "
                b"mx.example:submission -quiet"
            ),
            587,
        ),
        (b"nc -v 192.0.2.1 25", 25),
    ):
        reader = Telnet()
        items = reader.take(line)
        assert items, line
        begun = [event for _, event in items if isinstance(event, Connect)]
        assert begun and begun[0].port == port and (begun[0].tls is YES) == (b"openssl" in line)


def test_an_order_to_openssl_that_looks_like_a_command_makes_unknown_what_follows() -> None:
    text = block("""
        depth=0 CN = a
        220 x
        EHLO a
        250 x
        MAIL FROM:<a@a.example>
        250 x
        RCPT TO:<b@b.example>
        RENEGOTIATING
        rcpt to:<b@b.example>
        250 x
        """)
    assert [x for s in codes(text) for x in s if x[1]] == [
        ("CONNECT", 220, None),
        ("EHLO", 250, None),
        ("MAIL", 250, None),
        ("RCPT", 250, None),
    ]


def test_message_text_is_no_dialogue() -> None:
    text = block("""
        220 x
        EHLO a
        250 x
        MAIL FROM:<a@a.example>
        250 x
        RCPT TO:<b@b.example>
        250 x
        DATA
        354 x
        Subject: x

        535 5.7.8 forged
        QUIT
        .
        250 x
        QUIT
        221 x
        """)
    assert codes(text)[0][-3:] == [("DATA", 354, None), ("MESSAGE", 250, None), ("QUIT", 221, None)]


def test_a_message_that_the_log_leaves_out_has_its_reply() -> None:
    for left_out in ("", "...\n", "[message]\n", "<message text>\n"):
        text = (
            "220 x\n"
            "EHLO a\n"
            "250 x\n"
            "MAIL FROM:<a@a.example>\n"
            "250 x\n"
            "RCPT TO:<b@b.example>\n"
            "250 x\n"
            "DATA\n"
            "354 x\n"
            f"{left_out}250 queued\n"
            "QUIT\n"
            "221 x\n"
        )
        assert codes(text)[0][-3:] == [
            ("DATA", 354, None),
            ("MESSAGE", 250, None),
            ("QUIT", 221, None),
        ], left_out


def test_a_server_alone_is_read() -> None:
    assert codes("220 x\n250-x\n250 AUTH PLAIN\n235 2.7.0 x\n") == [
        [("CONNECT", 220, None), ("UNKNOWN", 250, None), ("UNKNOWN", 235, "2.7.0")]
    ]


def test_texts_of_refusals_are_no_session() -> None:
    assert reader_of(b"535 Authentication rejected\n535 Authentication failed.\n") == "exception"
    assert reader_of(b"250 2.1.0 ok\n550 5.1.0 no\n") == "telnet"
    assert reader_of(b"535 5.7.8 no\n") == "telnet"


PROSE = (
    b"The second server is another one.",
    b"is there a reason for that?",
    b"Mar 12 was the day when it began",
    b"Connected to the other one, and then:",
)


@pytest.mark.parametrize("prose", PROSE)
@pytest.mark.parametrize("bye", [b"", b"QUIT\n221 2.0.0 Bye\n"])
def test_a_sentence_between_two_dialogues_is_no_command(prose: bytes, bye: bytes) -> None:
    one = b"220 mx.example ESMTP\nEHLO c.example\n250 mx.example\n" + bye
    reader = Telnet()
    told = [
        event.command.raw
        for line in (one + prose + b"\n\n" + one).splitlines()
        for _, event in reader.take(line) or ()
        if isinstance(event, Line)
    ]
    assert set(told) <= {b"EHLO c.example", b"QUIT"}
    assert told.count(b"EHLO c.example") == 2


def test_a_response_to_a_challenge_may_be_of_many_words() -> None:
    reader = Telnet()
    lines = [b"220 mx.example ESMTP", b"AUTH LOGIN", b"334 VXNlcm5hbWU6", b"my name is alice"]
    assert [reader.take(line) for line in lines][-1]


@pytest.mark.parametrize(
    "begun",
    [
        b"$ openssl s_client -connect mx.example.net:465\n\n235 2.0.0 Authentication succeeded\n",
        b"$ openssl s_client -connect mx.example.net:465\n\n<lots elided>\nAUTH PLAIN x\n235 ok\n",
        b"Connected to mx.example.net.\n[...]\nAUTH PLAIN x\n235 2.7.0 ok\n",
    ],
)
def test_a_dialogue_without_its_beginning_is_no_session_without_a_hello(begun: bytes) -> None:
    report = lint(begun + b"MAIL FROM:<a@client.example>\n250 2.1.0 Ok\n")
    assert not [f.rule for f in report.findings if f.level != "note"]
