"""What rules conclude from what came before: only what was seen."""

from __future__ import annotations

import smtpcodes

HELLO = "250-mx.example.net\n250 AUTH PLAIN"


def begun() -> smtpcodes.Session:
    session = smtpcodes.Session()
    session.connect(port=587)
    session.reply("220 mx.example.net ESMTP")
    session.command("EHLO client.example")
    session.reply(HELLO)
    return session


def fail(session: smtpcodes.Session) -> None:
    session.command("AUTH PLAIN [redacted]")
    session.reply("535 5.7.8 Authentication credentials invalid")


def names(found: list[smtpcodes.Finding]) -> set[str]:
    """The rules that found something, but for what they say of enhanced codes."""
    return {f.rule for f in found if not f.rule.startswith("enhanced/")}


def test_a_server_that_closes_after_the_first_failure_closes_too_early() -> None:
    session = begun()
    fail(session)
    assert names(session.closed("server")) == {"auth/dropped-too-early"}


def test_three_failures_are_enough() -> None:
    session = begun()
    for _ in range(3):
        fail(session)
    assert not session.closed("server")


def test_who_closes_after_something_else_closes_for_something_else() -> None:
    session = begun()
    fail(session)
    session.command("NOOP")
    session.reply("250 2.0.0 Ok")
    assert not session.closed("server")


def test_a_client_may_close_when_it_likes() -> None:
    session = begun()
    fail(session)
    assert not session.closed("client")
    session = begun()
    fail(session)
    assert not session.closed()


def test_after_a_gap_a_log_in_is_neither_there_nor_missing() -> None:
    session = begun()
    session.command("AUTH PLAIN [redacted]")
    session.reply("235 2.7.0 Authentication successful")
    session.lost()
    session.command("MAIL FROM:<a@client.example>")
    assert not names(session.reply("530 5.7.0 Authentication required"))
    session = begun()
    session.lost()
    session.command("AUTH PLAIN [redacted]")
    assert not names(session.reply("503 5.5.1 Already authenticated"))


def test_half_an_ehlo_reply_lists_nothing_that_is_missing() -> None:
    text = (
        "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250-mx.example.net\n"
        "C: MAIL FROM:<a@client.example>\nS: 530 5.7.0 Authentication required\n"
    )
    assert "auth/required-but-never-offered" not in names(smtpcodes.lint(text).findings)


def test_tls_ends_a_log_in() -> None:
    session = begun()
    session.command("AUTH PLAIN [redacted]")
    session.reply("235 2.7.0 Authentication successful")
    session.tls_started()
    session.command("EHLO client.example")
    session.reply(HELLO)
    session.command("MAIL FROM:<a@client.example>")
    assert not names(session.reply("530 5.7.0 Authentication required"))


def test_a_line_over_the_limit_may_be_refused_as_too_long_and_for_what_it_says() -> None:
    for reply in (
        "500 5.5.6 Line too long",
        "500 Line too long",
        "535 5.7.8 Authentication credentials invalid",
        "421 4.7.0 Line too long",
    ):
        session = begun()
        session.command("AUTH PLAIN " + "QUFB" * 3100)
        assert not {
            n
            for n in names(session.reply(reply))
            if n.startswith("auth/") and n != "auth/dropped-too-early"
        }, reply
    session = begun()
    session.command("AUTH PLAIN " + "QUFB" * 3100)
    assert "auth/long-line-not-500" in names(session.reply("521 5.5.6 Refused"))
