"""Who hears of a session, and of what."""

from __future__ import annotations

from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from smtpcodes.grammar.command import Command
    from smtpcodes.grammar.reply import ReplyLine
    from smtpcodes.session.exchange import Exchange
    from smtpcodes.session.reply import Reply
    from smtpcodes.session.session import Session
    from smtpcodes.session.table import Cell
    from smtpcodes.span import Place
else:
    Protocol = object


class Seen(NamedTuple):
    """An exchange with its text.

    asked: the command's place; places: those of the reply's lines. cell: the same exchange
    without its text, judged.
    """

    session: Session
    command: Command
    asked: Place | None
    reply: Reply | None
    places: list[Place]
    cell: Cell

    @property
    def exchange(self) -> Exchange:
        """The exchange without its text."""
        return self.cell.exchange

    @property
    def answered(self) -> Place | None:
        """Where the reply begins."""
        return self.places[0] if self.places else None

    @property
    def lines(self) -> tuple[ReplyLine, ...]:
        """The lines of the reply; none if there is no reply."""
        return self.reply.lines if self.reply is not None else ()

    @property
    def said(self) -> str:
        """The reply's text in small letters, "" if there is no reply."""
        return self.reply.text.lower() if self.reply is not None else ""


class Observer(Protocol):
    """Who wants to know what happens in sessions.

    every: of all exchanges, not only of those with something to say.
    """

    @property
    def every(self) -> bool: ...

    def exchange(self, seen: Seen) -> None:
        """An exchange is complete."""

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        """A credential stands in the log, readable."""

    def ended(self, session: Session, side: str | None) -> None:
        """A session is over. side: who closed the connection, where the log tells."""
