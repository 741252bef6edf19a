"""What a reader is: a parser of one log format, one file each.

The head comment of a reader's file holds three real lines of the format, with version and source. A
reader never raises, parses left to right and anchored (text that a client may choose is never taken
for structure), and says of each line whether it could read it; what it could not is counted, never
silently dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.session.events import DIALOGUE, Event, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, TypeAlias

Item: TypeAlias = "tuple[object, Event]"  # session key, event
NOTHING: tuple[Item, ...] = ()  # a line of the format that tells nothing of a session

__all__ = ["DIALOGUE", "NOTHING", "Event", "Item", "Reader", "Sees"]


class Reader:
    """A parser of one format. An instance reads one input and may remember lines.

    NAME: as in ``--reader``. FAMILY: the name in the list of formats. TITLE: a few words. SHOWS,
    HIDES: what the format tells and what it does not, for people. SEES: the same for rules.
    STATELESS: what a line means depends on nothing but the line, so that equal lines are read once.
    WEAK: reads lines that have no mark of a format; asked last.
    MARKS: one of these stands in every log of the format, in small or capital letters, with any
    digits, with any kind of blanks; a line begins after \\n. None: any log may be of the format.
    `scripts/marks.py` makes the index of them.
    MARKED: each line has a mark of the format, so that lines that tell nothing speak for the
    format, too.
    LATE: what a line tells may stand in a line before it; ``place`` says in which.
    EXAMPLES: logs of the format, as they are met. FORGED: lines in which a peer writes what the
    other side could say; CUT: lines whose end is missing. The tests go through them all.
    quiet: sessions that were seen and had neither a command nor a reply: counted, never fed.
    """

    NAME: ClassVar[str] = ""
    FAMILY: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    SHOWS: ClassVar[str] = ""
    HIDES: ClassVar[str] = ""
    SEES: Sees = DIALOGUE  # of the class; a reader that hands lines on has what the other sees
    STATELESS: bool = False  # of the class, unless ``begin`` finds that an input needs a memory
    WEAK: ClassVar[bool] = False
    MARKS: ClassVar[tuple[bytes, ...]] = ()
    MARKED: ClassVar[bool] = False
    LATE: ClassVar[bool] = False
    EXAMPLES: ClassVar[tuple[bytes, ...]] = ()
    FORGED: ClassVar[tuple[bytes, ...]] = ()
    CUT: ClassVar[tuple[bytes, ...]] = ()
    quiet: int = 0
    doubted: bool = False  # others are much surer of the input
    tells_all: bool = False  # log-ins of sessions that have nothing else to tell are fed, too

    def begin(self, head: Sequence[bytes]) -> None:
        """Told once, before the first line: with which lines the input begins."""

    def take(self, line: bytes) -> Sequence[Item] | None:
        """What a line (without its end) tells: events in their order; NOTHING; or None if it is no
        line of this format."""
        raise NotImplementedError

    def place(self, key: object, number: int, line: bytes) -> tuple[int, bytes]:
        """Where the events of a session stand that the line with this number told."""
        return number, line

    def leans(self, line: bytes) -> bool:
        """May the meaning of a line depend on the line before it? Then a reader that is STATELESS
        is shown that one first."""
        return True

    def hidden(self, line: bytes) -> bytes | None:
        """A credential in a line that tells nothing of a session (settings, a decoded response);
        for ``redact``."""
        return None

    def finish(self) -> Sequence[Item]:
        """What is left at the end of the input."""
        return NOTHING

    def sniff(self, head: Sequence[bytes]) -> float:
        """How surely the lines are of this format, 0 to 1. Called on an instance of its own."""
        taken = events = lines = 0
        for line in head:
            if not line.strip():
                continue
            lines += 1
            items = self.take(line)
            if items is not None:
                taken += 1
                events += len(items)
        if not events:
            return (0.5 if self.MARKED else 0.01) * taken / lines if taken else 0.0
        return taken / lines
