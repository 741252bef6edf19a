"""Writes a log again without its credentials, byte for byte otherwise.

The session tells what is a credential: the line after a ``334`` has no keyword that a pattern could find.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smtpcodes import redact
from smtpcodes.grammar.command import Command
from smtpcodes.readers.detect import HEAD_LINES, Mux
from smtpcodes.session.reply import Reply
from smtpcodes.session.session import Session
from smtpcodes.session.sessions import Sessions
from smtpcodes.session.table import Cell, Table
from smtpcodes.source import lines
from smtpcodes.span import Place

KNOWN = 64                  # the last credentials, taken out wherever they come again


class _Watch:
    """The sink: hears of credentials, of nothing else."""

    every = False

    def __init__(self) -> None:
        self.here: list[bytes] = []         # in the line that is being read
        self.known: list[bytes] = []

    def exchange(self, session: Session, command: Command, asked: Place | None, reply: Reply | None, places: list[Place], cell: Cell) -> None:
        """Nothing to do."""

    def ended(self, session: Session, side: str | None) -> None:
        """Nothing to do."""

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        raw = command.raw[command.secret:].strip()
        self.here.append(raw)
        for form in redact.secrets([raw]):
            if form not in self.known:
                self.known.append(form)
        del self.known[:-KNOWN]


def redacted(chunks: Iterable[bytes], reader: str | None = None) -> Iterator[bytes]:
    """The octets of a log with every credential replaced. Raises SourceError as the chunks do."""
    watch = _Watch()
    sessions = Sessions(Table(lambda x: ((), ())), watch)
    mux: Mux | None = None
    number = 0
    for block in lines(chunks, ends=True):
        if mux is None:
            mux = Mux([x.rstrip(b"\r\n") for x in block[:HEAD_LINES]], reader)
        out = []
        for line in block:
            number += 1
            text = line.rstrip(b"\r\n")
            watch.here.clear()
            items = mux.take(text if mux.undress is None else mux.undress(text))
            if items and mux.current is not None:
                place = Place(number, text)
                for key, event in items:
                    sessions.feed(key, event, place, mux.current.SEES, mux.current.NAME)
            if mux.current is not None:
                bare = mux.current.hidden(text)
                if bare:
                    watch.here.append(bare)
            end = line[len(text):]
            for secret in watch.here:
                text = redact.mask_from(text, secret)
            out.append(redact.mask(text, watch.known) + end)
        yield b"".join(out)
