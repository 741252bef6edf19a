"""The form of lines: their length, their ends, octets that no command has."""

from __future__ import annotations

from smtpcodes.check.situations import MANDATORY, situation
from smtpcodes.check.situations.shapes import after
from smtpcodes.check.talk import LATE, Talk


def _line(talk: Talk, line: bytes) -> None:
    talk.start_served()
    talk.now()
    talk.ask(line, LATE)
    after(talk)


@situation("line-512", "A line of 512 octets, the most that every server takes", fails=MANDATORY)
def _line_512(talk: Talk) -> None:
    _line(talk, b"NOOP " + b"x" * 505)


@situation("line-600", "A line of 600 octets", "command-line-too-long")
def _line_600(talk: Talk) -> None:
    _line(talk, b"NOOP " + b"x" * 593)


@situation("line-5000", "A line of 5,000 octets", "command-line-too-long")
def _line_5000(talk: Talk) -> None:
    _line(talk, b"NOOP " + b"x" * 4993)


@situation("line-8bit", "Octets over 127 in a command")
def _line_8bit(talk: Talk) -> None:
    _line(talk, b"NOOP caf\xe9")


@situation("line-nul", "NUL in a command")
def _line_nul(talk: Talk) -> None:
    _line(talk, b"NOOP a\0b")


@situation("bare-lf", "A line feed alone is no line end", collects=("reply/bare-line-feed",))
def _bare_lf(talk: Talk) -> None:
    _line(talk, b"NOOP\nRSET")


@situation("bare-cr", "A carriage return alone is no line end")
def _bare_cr(talk: Talk) -> None:
    _line(talk, b"NOOP\rRSET")
