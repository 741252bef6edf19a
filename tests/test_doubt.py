"""Logs that lost a line, repeat one or are off by one: no server is blamed for what the log
lacks."""

from __future__ import annotations

import functools
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import smtpcodes
from smtpcodes.grammar import command as commands
from smtpcodes.report import Finding
from smtpcodes.session import alignment
from tests.each import each

CORPUS = Path(__file__).parent / "corpus"
LOGS = [p for p in sorted(CORPUS.glob("*/*.log")) if p.stat().st_size < 20_000]


@functools.cache
def accusations(raw: bytes) -> set[str]:
    """The rules that surely blame a server for a 530 or a 535."""

    def sure(f: Finding) -> bool:
        return (
            f.level != "note"
            and f.confidence == "high"
            and f.side != "client"
            and f.reply is not None
            and f.reply.code in (530, 535)
        )

    return {
        f.rule
        for f in smtpcodes.lint(raw).findings
        if sure(f) and f.rule.startswith(("auth/", "tls/"))
    }


def blameless(log: Path, at: int, twice: bool) -> None:
    """Line at is lost, or stands twice: nothing new is held against the server."""
    raw = log.read_bytes()
    lines = raw.splitlines(True)
    at %= len(lines)
    broken = lines[:at] + ([lines[at]] * 2 if twice else []) + lines[at + 1 :]
    new = accusations(b"".join(broken)) - accusations(raw)
    assert not new, f"{log.name}:{at + 1} {'repeated' if twice else 'lost'}: {sorted(new)}"


@each("n, log", enumerate(LOGS))
def test_a_log_that_lost_or_repeats_a_line_blames_no_server(n: int, log: Path) -> None:
    """Each log once so and once so, with each log at another line."""
    blameless(log, 5 + 7 * n, False)
    blameless(log, 9 + 7 * n, True)


@given(st.sampled_from(LOGS), st.integers(0, 10_000), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_log_that_lost_or_repeats_any_line_blames_no_server(
    log: Path, at: int, twice: bool
) -> None:
    blameless(log, at, twice)


WHOLE = """S: 220 mx.example ESMTP
C: EHLO client.example
S: 250-mx.example
S: 250 AUTH PLAIN
C: AUTH PLAIN [redacted]
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<a@client.example>
S: 530 5.7.0 Authentication required
C: QUIT
S: 221 Bye
"""


def test_a_reply_that_is_missing_makes_what_follows_less_sure_and_is_said_once() -> None:
    report = smtpcodes.lint(WHOLE.replace("S: 235 2.7.0 Authentication successful\n", ""))
    assert all(f.confidence == "low" for f in report.findings if f.line == 7)
    assert [v.summary.count("the log seems to") for v in report.verdicts] == [1]
    assert "near line 7" in report.verdicts[0].summary


def test_a_whole_log_is_not_doubted() -> None:
    report = smtpcodes.lint(WHOLE)
    assert [
        (f.rule, f.confidence) for f in report.findings if f.line == 8 and f.level != "note"
    ] == [("auth/required-after-success", "high")]
    assert "seems to" not in report.verdicts[0].summary


def test_a_535_whose_command_the_log_lacks_is_no_answer_to_the_next() -> None:
    report = smtpcodes.lint(
        "S: 220 mx.example ESMTP\nC: EHLO client.example\nS: 250-mx.example\nS: 250 AUTH PLAIN\n"
        "C: MAIL FROM:<a@client.example>\nS: 535 5.7.8 Authentication credentials invalid\n"
        "S: 530 5.7.0 Authentication required\n"
    )
    assert not [
        f
        for f in report.findings
        if f.rule == "auth/failed-outside-auth" and f.confidence == "high"
    ]


def test_a_client_that_does_not_wait_has_as_many_replies_as_commands() -> None:
    report = smtpcodes.lint(
        "S: 220 mx.example ESMTP\nC: EHLO client.example\nS: 250-mx.example\nS: 250-PIPELINING\n"
        "S: 250 AUTH PLAIN\n"
        "C: AUTH PLAIN [redacted]\nC: MAIL FROM:<a@client.example>\n"
        "S: 235 2.7.0 Authentication successful\nS: 451 4.3.0 Try again later\n"
    )
    assert (
        report.verdicts[0].summary.startswith("MAIL was put off with 451")
        and "seems to" not in report.verdicts[0].summary
    )


def aligned(lines: list[str], codes: list[int], waited: bool = True) -> list[int | None]:
    return alignment.align([commands.parse(line.encode()) for line in lines], codes, waited)


def test_the_replies_go_to_the_commands_that_they_fit() -> None:
    assert aligned(["EHLO x", "AUTH PLAIN"], [235]) == [None, 0]
    assert aligned(["EHLO x", "AUTH PLAIN"], [250]) == [0, None]
    assert aligned(["AUTH PLAIN", "MAIL FROM:<>", "RCPT TO:<a>"], [250, 250]) == [None, 0, 1]
    assert aligned(["MAIL FROM:<>", "RCPT TO:<a>", "DATA"], [250, 354]) == [None, 0, 1]
    assert aligned(["some words", "EHLO x"], [250]) == [None, 0]


def test_of_equally_fitting_ways_the_client_tells_which_it_was() -> None:
    assert aligned(["AUTH PLAIN", "MAIL FROM:<>"], [530]) == [None, 0]
    assert aligned(["AUTH PLAIN", "MAIL FROM:<>"], [530], waited=False) == [0, None]


def test_a_long_queue_is_paired_in_its_order() -> None:
    assert aligned(["EHLO x"] * 20, [250] * 3) == [0, 1, 2] + [None] * 17


REGULAR = """
S: 220 mx.example.net ESMTP
C: EHLO client.example
S: 250-mx.example.net
S: 250 STARTTLS
C: STARTTLS
S: 220 Ready
C: EHLO client.example
S: 250-mx.example.net
S: 250 AUTH PLAIN
C: AUTH PLAIN [redacted]
S: 235 ok
C: MAIL FROM:<a@client.example>
S: 250 Ok
C: RCPT TO:<b@there.example>
S: 550 Unknown
C: RSET
S: 250 Ok
C: MAIL FROM:<a@client.example>
S: 250 Ok
C: RCPT TO:<b@there.example>
S: 250 Ok
C: DATA
S: 354 Go ahead
C: Subject: x
C: .
S: 250 Queued
C: QUIT
S: 221 Bye
"""
# What can be said of one line less: a reply too many, a command that did not wait; and a 220 that
# nothing asked for begins a session.
SAID = {
    "reply/unsolicited",
    "extension/pipelining-not-offered",
    "reply/greeting-without-domain",
}


def test_a_line_that_is_lost_puts_nothing_out_of_order() -> None:
    lines = REGULAR.strip().splitlines(True)
    assert not smtpcodes.lint("".join(lines)).findings
    for at, line in enumerate(lines):
        found = smtpcodes.lint("".join(lines[:at] + lines[at + 1 :])).findings
        said = {f.rule for f in found} - SAID
        assert not said, f"without {line!r} in line {at + 1}: {said}"
