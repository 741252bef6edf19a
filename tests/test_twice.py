"""A line that stands twice in a log is held against nobody; what was said twice is."""

from __future__ import annotations

import pytest

from smtpcodes.linter import lint
from tests.each import each

LOG = (
    "S: 220 mx.example.net ESMTP",
    "C: EHLO client.example",
    "S: 250-mx.example.net",
    "S: 250 SIZE",
    "C: MAIL FROM:<a@client.example>",
    "S: 250 2.1.0 Ok",
    "C: RCPT TO:<b@example.org>",
    "S: 250 2.1.5 Ok",
    "C: RSET",
    "S: 250 2.0.0 Flushed",
    "C: MAIL FROM:<a@client.example>",
    "S: 250 2.1.0 Ok",
    "C: RCPT TO:<b@example.org>",
    "S: 550 5.1.1 Unknown",
    "C: RCPT TO:<c@example.org>",
    "S: 250 2.1.5 Ok",
    "C: BDAT 3",
    "C: x",
    "S: 250 2.0.0 3 octets",
    "C: BDAT 0 LAST",
    "S: 250 2.0.0 Queued",
    "C: MAIL FROM:<a@client.example>",
    "S: 250 2.1.0 Ok",
    "C: RCPT TO:<b@example.org>",
    "S: 250 2.1.5 Ok",
    "C: DATA",
    "S: 354 Go",
    "C: x",
    "C: .",
    "S: 250 2.0.0 Queued",
    "C: QUIT",
    "S: 221 2.0.0 Bye",
)
QUIET = {(f.rule, f.level) for f in lint("\n".join(LOG)).findings}


def found(lines: tuple[str, ...]) -> set[tuple[str, str]]:
    report = lint("\n".join(lines))
    return {(f.rule, f.level) for f in report.findings if f.level != "note"} - QUIET


@each("at", range(1, len(LOG)))
def test_a_line_that_stands_twice_is_held_against_nobody(at: int) -> None:
    if "250-" not in LOG[at]:  # there it would be a keyword that is offered twice
        assert not found((*LOG[: at + 1], *LOG[at:]))


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (("C: RSET", "C: RSET", "S: 250 Ok", "S: 250 Ok"), "extension/pipelining-not-offered"),
        (("C: RSET", "C: RSET", "C: NOOP", *["S: 250 Ok"] * 3), "extension/pipelining-not-offered"),
        (("C: RSET", "S: 250 Ok", "S: 250 Flushed"), "reply/unsolicited"),
    ],
)
def test_what_was_said_twice_is_told(lines: tuple[str, ...], rule: str) -> None:
    assert (rule, "warning") in found((*LOG[:4], *lines))


def test_with_other_time_stamps_the_same_words_were_said_twice() -> None:
    lines = (*LOG[:4], "C: RSET", "S: 250 2.0.0 Ok", "S: 250 2.0.0 Ok")
    stamped = tuple(f"10:00:{n:02}.125 {line}" for n, line in enumerate(lines))
    assert ("reply/unsolicited", "warning") in found(stamped)


def test_what_a_log_hides_may_have_been_said_between_two_equal_replies() -> None:
    lines = (*LOG[:4], "C: AUTH LOGIN", "S: 334 ****", "S: 334 ****", "S: 235 2.7.0 Ok")
    assert lint("\n".join(lines)).inputs[0].exchanges == 5
