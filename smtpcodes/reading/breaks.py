"""Lines that hold breaks, where a carrier wrote several in one: whose words they are, and whether
they are a whole log."""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.readers.base import Reader
from smtpcodes.reading.wrapping.base import BREAK, GONE
from smtpcodes.span import Wrapped

HEAD = 300  # lines that are looked at
_NONE = frozenset((commands.OTHER, commands.UNKNOWN))  # no command


def apart(readers: Sequence[Reader], lines: Sequence[bytes]) -> bool:
    """Is there a line of a log that is one line? Then none of the others is a whole log: who may
    write one line of a log could write a dialogue into it."""
    alone = [x for x in lines if x is not GONE and x.strip() and not several(x)]
    return any(side(x) is not None for x in alone) or any(_tells(r, alone) for r in readers)


def _tells(reader: Reader, lines: Sequence[bytes]) -> bool:
    """Does one of the lines belong to the reader's format?

    Of a format with no marks, one that tells something.
    """
    fresh = type(reader)()
    for line in lines[:HEAD]:
        items = fresh.take(line)
        if items or (items is not None and not reader.WEAK):
            return True
    return False


def side(line: bytes) -> bool | None:
    """Whose words a line is that no reader takes:

    True for the server's, False for the client's, None where it tells neither.
    """
    if reply.parse(line.strip()) is not None:
        return True
    return False if commands.parse(line.strip()).verb not in _NONE else None


def several(line: bytes) -> bool:
    """Is it several lines, without its wrapping?"""
    return isinstance(line, Wrapped) and (line.find(b"\n") >= 0 or line.find(BREAK) >= 0)


def parts(line: bytes) -> list[bytes]:
    return line.replace(BREAK, b"\n").split(b"\n") if line.__class__ is Wrapped else [line]
