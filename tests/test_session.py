"""A session pairs replies with commands, whatever comes."""

from __future__ import annotations

from typing import Any

from smtpcodes.linter import Linter
from smtpcodes.session.events import NO, UNKNOWN
from smtpcodes.session.exchange import Exchange
from tests.readers.server_logs import accused


def exchanges(text: str, **options: Any) -> list[Exchange]:
    found: list[Exchange] = []
    linter = Linter(
        every=lambda path, seen: found.append(seen.exchange),
        rules_on=False,
        **options,
    )
    linter.lint_chunks("-", [text.encode()])
    return found


def pairs(text: str) -> list[tuple[str, int]]:
    return [(x.verb, x.code) for x in exchanges(text)]


def test_pipelined_commands_get_their_replies_in_order() -> None:
    assert pairs(
        "C: MAIL FROM:<a@x>\nC: RCPT TO:<b@x>\nC: DATA\nS: 250 ok\nS: 550 no\nS: 554 no\n"
    ) == [("MAIL", 250), ("RCPT", 550), ("DATA", 554)]


def test_message_text_is_no_command() -> None:
    text = "C: DATA\nS: 354 go\nC: QUIT\nC: 535 5.7.8 no\nC: .\nS: 250 ok\n"
    assert pairs(text) == [("DATA", 354), ("MESSAGE", 250)]


def test_the_end_of_the_message_is_assumed_where_the_log_leaves_it_out() -> None:
    assert pairs("C: DATA\nS: 354 go\nS: 250 queued\nC: QUIT\nS: 221 bye\n") == [
        ("DATA", 354),
        ("MESSAGE", 250),
        ("QUIT", 221),
    ]


def test_a_sasl_response_follows_334_and_nothing_else() -> None:
    text = (
        "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: *\n"
        "S: 501 cancelled\nC: NOOP\nS: 250 ok\n"
    )
    assert pairs(text) == [("AUTH", 334), ("SASL", 334), ("SASL", 501), ("NOOP", 250)]


def test_a_hidden_sasl_response_is_assumed() -> None:
    found = exchanges("C: AUTH PLAIN\nS: 334 \nS: 235 2.7.0 ok\nC: NOOP\nS: 250 ok\n")
    assert [(x.verb, x.code) for x in found] == [("AUTH", 334), ("SASL", 235), ("NOOP", 250)]


def test_all_lines_of_a_reply_belong_together() -> None:
    found = exchanges("C: EHLO x\nS: 250-mx\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\n")
    assert (
        len(found) == 1
        and found[0].offers is not None
        and found[0].offers.mechanisms == {"PLAIN"}
        and found[0].offers.starttls
    )


def test_an_lmtp_message_gets_one_reply_for_each_recipient() -> None:
    text = (
        "S: 220 x\nC: LHLO x\nS: 250 ok\nC: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<a@x>\nS: 250 ok\n"
        "C: RCPT TO:<b@x>\nS: 250 ok\n"
        "C: DATA\nS: 354 go\nC: .\nS: 250 first\nS: 452 second\nC: QUIT\nS: 221 bye\n"
    )
    assert pairs(text)[-3:] == [("MESSAGE", 250), ("MESSAGE", 452), ("QUIT", 221)]
    assert pairs(text.replace("C: .\n", ""))[-3:] == [
        ("MESSAGE", 250),
        ("MESSAGE", 452),
        ("QUIT", 221),
    ]


def test_a_client_that_speaks_first_gets_the_greeting_first() -> None:
    text = "C: EHLO x\nC: MAIL FROM:<a@x>\nS: 220 mx\nS: 250 mx\nS: 250 ok\n"
    assert pairs(text) == [("CONNECT", 220), ("EHLO", 250), ("MAIL", 250)]


def test_a_bdat_chunk_is_no_command() -> None:
    assert pairs("C: BDAT 14 LAST\nC: QUIT\nC: hello 1\nS: 250 ok\n")[0] == ("BDAT", 250)


def test_a_greeting_of_530_is_a_greeting_only_if_a_hello_follows() -> None:
    assert pairs("S: 530 no\nC: EHLO x\nS: 250 ok\n")[0] == ("CONNECT", 530)
    assert pairs("S: 530 no\nC: QUIT\nS: 221 bye\n")[0] == ("UNKNOWN", 530)
    assert pairs("S: 530 no\n") == [("UNKNOWN", 530)]


def test_a_log_that_starts_in_the_middle_knows_nothing() -> None:
    state = exchanges("C: MAIL FROM:<a@x>\nS: 250 ok\n")[0].state
    assert (state.whole.value, state.authenticated.value, state.tls.value, state.transaction) == (
        "unknown",
        "unknown",
        "unknown",
        UNKNOWN,
    )


def test_starttls_voids_what_was_known() -> None:
    text = (
        "S: 220 x\nC: EHLO x\nS: 250-x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN [redacted]\nS: 235 ok\n"
        "C: STARTTLS\nS: 220 go\nC: EHLO x\nS: 250 x\n"
    )
    state = exchanges(text)[-1].state
    assert (
        state.tls.value == "yes"
        and state.authenticated.value == "no"
        and state.offers is UNKNOWN
        and state.hello is NO
    )


def test_starttls_in_the_ehlo_reply_proves_that_tls_is_off() -> None:
    assert (
        exchanges("C: EHLO x\nS: 250-x\nS: 250 STARTTLS\nC: NOOP\nS: 250 ok\n")[-1].state.tls.value
        == "no"
    )


def test_a_lost_reply_lowers_the_confidence_and_does_not_shift_the_rest() -> None:
    found = exchanges(
        "C: AUTH CRAM-MD5\nC: MAIL FROM:<a@x>\nC: RCPT TO:<b@x>\nC: DATA\nS: 354 go\nC: .\n"
        "S: 250 ok\n"
    )
    assert [(x.verb, x.code) for x in found][-2:] == [("DATA", 354), ("MESSAGE", 250)] and found[
        -1
    ].state.doubt


def test_a_220_with_nothing_outstanding_begins_another_session() -> None:
    seen: set[int] = set()
    linter = Linter(every=lambda path, told: seen.add(told.session.number), rules_on=False)
    linter.lint_chunks("-", [b"S: 220 a\nC: QUIT\nS: 221 bye\nS: 220 b\nC: QUIT\nS: 221 bye\n"])
    assert seen == {1, 2}


def test_four_letters_in_an_auth_exchange_are_a_command_if_the_reply_is_the_commands() -> None:
    begin = "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
    assert pairs(begin + "C: QUIT\nS: 221 bye\n")[-1] == ("QUIT", 221)
    assert pairs(begin + "C: RSET\nS: 250 ok\nC: NOOP\nS: 250 ok\n")[-2:] == [
        ("RSET", 250),
        ("NOOP", 250),
    ]
    assert pairs(begin + "C: data\nS: 334 UGFzc3dvcmQ6\n")[-1] == ("SASL", 334)


def test_whoever_answers_with_something_else_has_left_the_auth_exchange() -> None:
    text = "C: AUTH LOGIN\nC: MAIL FROM:<a@x>\nS: 334 VXNlcm5hbWU6\nS: 501 no\nC: RSET\nS: 250 ok\n"
    assert pairs(text)[-2:] == [("MAIL", 501), ("RSET", 250)]


def test_a_reply_that_stands_apart_before_a_dialogue_is_no_greeting() -> None:
    dialogue = "C: EHLO c.example\nS: 250 mx.example\n"
    first = "S: 553 5.7.1 not logged in\n"
    assert pairs(first + dialogue)[0] == ("CONNECT", 553)
    assert pairs(first + "\nI get this:\n\n" + dialogue)[0] == ("UNKNOWN", 553)
    assert pairs("S: 554 no\n\n" + dialogue)[0] == ("CONNECT", 554)


def test_a_group_that_a_server_logs_one_by_one_accuses_no_client() -> None:
    said = [
        "S: 220 mx.example.net ESMTP",
        "C: EHLO c.example",
        "S: 250-mx.example.net",
        "S: 250-PIPELINING",
        "S: 250 AUTH PLAIN",
        *("C: MAIL FROM:<a@c.example>", "S: 530 5.7.0 Authentication required"),
        *("C: RCPT TO:<b@c.example>", "S: 530 5.7.0 Authentication required"),
        *("C: DATA", "S: 530 5.7.0 Authentication required"),
    ]
    head = "[2026-11-23 22:50:58] DEBUG [V0t2B7uqvnQ] "
    log = "".join(f"{head}{line}\n" for line in said).encode()
    assert "sequence/rcpt-before-mail" not in accused(log, "nodemailer")
    assert not accused(log, "nodemailer") & {"sequence/data-before-rcpt", "client/ignores-required"}
    without = log.replace(b"250-PIPELINING", b"250-DSN")
    assert "sequence/rcpt-before-mail" in accused(without, "nodemailer")


def test_a_note_beside_a_challenge_is_no_part_of_it() -> None:
    log = (
        b'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6 <-- "Username:"\nC: YWxpY2U=\n'
        b"S: 334 UGFzc3dvcmQ6 (Password:)\nC: eA==\n"
    )
    assert "auth/challenge-not-base64" not in accused(log)
    assert "auth/challenge-not-base64" in accused(b"C: AUTH LOGIN\nS: 334 who are you\n")
