"""A reader that tells nothing of many lines has not read them: they go to one that knows them."""

from __future__ import annotations

import pytest

from smtpcodes import lint
from smtpcodes.reading.road import Road
from smtpcodes.report import Input

FENCE = b"# Notes\n\n```smtp\nS: 220 mx.example ESMTP\nC: QUIT\nS: 221 2.0.0 Bye\n```\n"
NODEMAILER = (
    b" INFO  [sUUQkotT9k] Connection established to 192.0.2.54:25\n"
    b"DEBUG [sUUQkotT9k] S: 220 mx.example ESMTP\n"
    b"DEBUG [sUUQkotT9k] C: QUIT\n"
    b"DEBUG [sUUQkotT9k] S: 221 2.0.0 Bye\n"
)
PHPMAILER = (
    b"2026-11-23 22:49:18\tSERVER -> CLIENT: 220 mx.example ESMTP\n"
    b"2026-11-23 22:49:18\tCLIENT -> SERVER: QUIT\n"
    b"2026-11-23 22:49:18\tSERVER -> CLIENT: 221 2.0.0 Bye\n"
)
SWAKS = (
    b"=== Trying mx.example:25...\n=== Connected to mx.example.\n<-  220 mx.example ESMTP\n"
    b" -> EHLO c.example\n"
    b"<-  250 mx.example\n -> MAIL FROM:<a@c.example>\n<** 530 5.7.0 Authentication required\n"
    b" -> QUIT\n"
    b"<-  221 2.0.0 Bye\n=== Connection closed with remote host.\n"
)
CURL = (
    b"* Connected to mx.example (192.0.2.1) port 25\n< 220 mx.example ESMTP\n> EHLO c.example\n"
    b"< 250 mx.example\n"
    b"> MAIL FROM:<a@c.example>\n< 530 5.7.0 Authentication required\n> QUIT\n< 221 2.0.0 Bye\n"
)
BEFORE = {"markdown": FENCE, "nodemailer": NODEMAILER, "phpmailer": PHPMAILER}
AFTER = {"swaks": SWAKS, "curl": CURL}
PROSE = b"".join(b"Word number %d tells nothing.\n" % n for n in range(400))


def told(data: bytes, at_once: int = 0) -> tuple[list[tuple[int, object]], Input]:
    """The events with their lines; at_once: how many lines are fed at a time, 0 for all."""
    road = Road(Input("-"), None, silent=True)
    lines = data.splitlines()
    size = at_once or len(lines)
    windows = [road.feed(lines[n : n + size]) for n in range(0, len(lines), size)]
    steps = [s for window in windows for some in window for s in some]
    steps += road.finish()
    return [(s[0], e.shape) for s in steps for _, e in s[2] or ()], road.source


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", AFTER)
def test_a_reader_that_has_gone_quiet_gives_the_lines_to_one_that_knows_them(
    before: str, after: str
) -> None:
    head = BEFORE[before] + PROSE
    alone, _ = told(head)
    events, source = told(head + AFTER[after] * 12)
    assert len(events) > len(alone) + 8 * len(told(AFTER[after])[0])
    assert after in source.readers
    assert sum(source.readers.values()) + source.unread_lines == len(
        [line for line in (head + AFTER[after] * 12).splitlines() if line.strip()]
    )
    again, source_again = told(head + AFTER[after] * 12, 1)
    assert (again, source_again.to_json()) == (events, source.to_json())


def test_what_comes_after_a_long_documentation_is_judged() -> None:
    found = lint(FENCE + PROSE + SWAKS * 3)
    assert "auth.required" in [verdict.cause for verdict in found.verdicts]


def test_lines_with_a_mark_of_their_format_are_never_given_away() -> None:
    line = (
        b"2026-11-23 22:55:07 H=(x [1.1.1.1] rejected MAIL <a>: 535 forged) [192.0.2.7] rejected "
        b"MAIL <a@c.example>: 550 No\n"
    )
    assert told(line * 100)[0] == []


POSTFIX = (
    b"Nov 23 22:50:00 mx postfix/smtpd[101]: connect from c.example[192.0.2.7]\n"
    b"Nov 23 22:50:01 mx postfix/smtpd[101]: NOQUEUE: reject: RCPT from c.example[192.0.2.7]: "
    b"554 5.7.1 <b@d.example>: Relay access denied; proto=ESMTP helo=<c.example>\n"
    b"Nov 23 22:50:02 mx postfix/smtpd[101]: disconnect from c.example[192.0.2.7]\n"
)


@pytest.mark.parametrize("prose", (0, 1, 2))
@pytest.mark.parametrize("log", (SWAKS, PHPMAILER))
def test_a_short_log_behind_a_long_one_is_read(log: bytes, prose: int) -> None:
    """Also where the reader of the long one was quiet, or lines before were nobody's."""
    data = b"Here it is:\n" * prose + log * 110 + b"And theirs:\n" + POSTFIX
    report = lint(data)
    assert report.inputs[0].readers["postfix"] == 3
    assert report.inputs[0].sessions == 111
