"""Which reply answers which command, where the log has lost some: the pieces by themselves."""

from __future__ import annotations

import pytest

from smtpcodes.grammar import command as commands
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form
from smtpcodes.session import alignment
from smtpcodes.session.queue import Queue


def queue(*lines: str) -> list[Command]:
    return [commands.parse(line.encode()) for line in lines]


@pytest.mark.parametrize(
    ("line", "code", "odd"),
    [
        ("AUTH PLAIN", 535, 0),
        ("dGltQHg=", 535, 0),
        ("MAIL FROM:<a@x>", 535, 1),
        ("NOOP", 535, 1),
        ("EHLO x", 530, 1),
        ("HELO x", 530, 1),
        ("QUIT", 530, 1),
        ("MAIL FROM:<a@x>", 530, 0),
        ("EHLO x", 550, 0),
        ("XYZZY", 250, 2),
        ("XYZZY", 500, 0),
        ("ETRN x", 250, 0),
        ("NOOP", 250, 0),
        ("NOOP", 354, 2),
        ("DATA", 354, 0),
        ("DATA", 250, 2),
        ("QUIT", 221, 0),
        ("QUIT", 250, 2),
    ],
)
def test_some_replies_are_odd_answers(line: str, code: int, odd: int) -> None:
    assert alignment.odd(queue(line)[0], code) == odd


MAIL, RCPT = "MAIL FROM:<a@x>", "RCPT TO:<b@x>"


@pytest.mark.parametrize(
    ("lines", "codes", "waited", "found"),
    [
        ((MAIL, RCPT), (250, 250), True, [0, 1]),
        ((MAIL, RCPT), (), True, [None, None]),
        ((MAIL, RCPT), (250,), True, [None, 0]),
        ((MAIL, RCPT), (250,), False, [0, None]),
        ((MAIL, RCPT, "DATA"), (250, 354), True, [None, 0, 1]),
        ((MAIL, RCPT, "DATA"), (250, 354), False, [0, None, 1]),
        ((MAIL, "DATA", RCPT), (354,), True, [None, 0, None]),
        (("AUTH PLAIN", MAIL), (535,), True, [0, None]),
        (("EHLO x", MAIL), (530,), False, [None, 0]),
        (("QUIT", "NOOP", "DATA"), (221, 354), True, [0, None, 1]),
    ],
)
def test_the_least_odd_pairing_is_taken(
    lines: tuple[str, ...], codes: tuple[int, ...], waited: bool, found: list[int | None]
) -> None:
    assert alignment.align(queue(*lines), codes, waited) == found


def test_a_long_queue_is_paired_in_its_order() -> None:
    lines = ["NOOP"] * (alignment.LONGEST + 1)
    assert alignment.align(queue(*lines), [250], True) == [0] + [None] * alignment.LONGEST
    assert alignment.align(queue(*lines[1:]), [250], True)[-1] == 0


@pytest.mark.parametrize(
    ("lines", "flags"),
    [
        (("NOOP",), Form.AFTER_END_OF_GROUP),
        ((MAIL,), 0),
        (("STARTTLS",), Form.AFTER_STARTTLS),
        (("AUTH PLAIN",), Form.AFTER_AUTH),
        (("AUTH LOGIN dGlt",), Form.AFTER_AUTH),
        (("AUTH PLAIN AHRpbQB0YW4=",), Form.AFTER_AUTH | Form.AFTER_ONE_STEP_AUTH),
        ((MAIL, "AUTH PLAIN", "STARTTLS"), Form.AFTER_AUTH | Form.AFTER_STARTTLS),
    ],
)
def test_what_is_open_tells_of_the_next_command(lines: tuple[str, ...], flags: int) -> None:
    waiting = Queue()
    waiting.extend((command, None) for command in queue(*lines))
    assert waiting.outstanding == Form.PIPELINED | flags
    waiting.append((queue(MAIL)[0], None))
    while waiting[0][0].verb != "MAIL" or len(waiting) > 1:
        waiting.pop(0)
    assert waiting.outstanding == Form.PIPELINED


def test_open_commands_are_looked_at_as_they_come_and_go_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Command] = []
    leaves = alignment.leaves
    monkeypatch.setattr(alignment, "leaves", lambda x: asked.append(x) or leaves(x))
    waiting = Queue()
    waiting.extend((command, None) for command in queue("NOOP") * 50)
    while waiting:
        assert waiting.outstanding == Form.PIPELINED | Form.AFTER_END_OF_GROUP
        waiting.pop(0)
    assert len(asked) == 100


def test_a_client_is_hasty_that_does_not_await_what_has_to_be_awaited() -> None:
    assert alignment.hasty(queue("EHLO x", MAIL)) and alignment.hasty(queue("AUTH PLAIN", "NOOP"))
    assert not alignment.hasty(queue(MAIL, RCPT)) and not alignment.hasty(queue(MAIL, "EHLO x"))
    assert not alignment.hasty(queue("EHLO x", "")) and not alignment.hasty([])
    assert alignment.hasty(queue("EHLO x", "", MAIL)) and alignment.hasty(queue("EHLO x", "XYZZY"))


def test_a_reply_that_only_a_later_command_gets_tells_what_is_lost() -> None:
    for lines, code, lost in (
        ((MAIL, RCPT, "DATA"), 354, 2),
        ((MAIL, RCPT, "DATA"), 250, 0),
        (("NOOP", "QUIT"), 221, 1),
        (("NOOP", "QUIT"), 250, 0),
        (("NOOP", "RSET"), 354, 0),
        (("DATA", "QUIT"), 354, 0),
    ):
        assert alignment.lost(queue(*lines), code) == lost, (lines, code)
