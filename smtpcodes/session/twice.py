"""Lines that stand twice in a log, one right after the other: were they said twice?

The replies tell. A command that was sent twice gets two; and a reply that repeats the one before
it, with no command outstanding, is the log's.
"""

from __future__ import annotations

from smtpcodes.grammar import command as commands
from smtpcodes.session import state as states
from smtpcodes.session.events import Sees
from smtpcodes.session.known import Transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.grammar.command import Command
    from smtpcodes.grammar.reply import ReplyLine
    from smtpcodes.session.session import Session
    from smtpcodes.span import Place

_NONE = frozenset(("OTHER", "SASL"))  # what may well be the same twice


def command(session: Session, said: Command, place: Place | None) -> bool:
    """Take a command that follows one that stood twice, or repeats the one before it. True if it is
    not to be taken any further."""
    twin, session.twin = session.twin, None
    again, session.again = session.again, False
    queue = session.queue
    if twin is not None and queue:
        queue.append(twin)  # the first of the two is not answered either: the client sent a group
    elif twin is not None:
        session.doubt(twin[1])
    if not (again and queue):
        return False
    last = queue[-1][0]
    ends = last.verb == commands.MESSAGE and said.raw.strip() == b"."
    if ends or (last.verb == "BDAT" and said.verb == "OTHER"):
        session.doubt(place)  # another end of the message, or octets over the chunk's size
        return True
    if said.verb in _NONE or last.raw != said.raw:
        return False
    session.twin = said.having(queue.outstanding), place
    return True


def reply(session: Session, line: ReplyLine, place: Place) -> bool:
    """Take a line of a reply that repeats the one before it. True if the log has it twice."""
    session.again = False
    state = session.state
    outstanding = session.queue or session.pending is not None or session.twin is not None
    # what the log hides may have been said between the two
    hidden = state.sasl_due or state.transaction is Transaction.DATA or not session.client_seen
    if outstanding or session.partial or hidden or not state.shows(Sees.COMMANDS):
        return False
    if state.bare_line_feed:
        return False  # one command may well have been taken for two
    session.doubt(place)
    if 200 <= line.code < 300:
        # the log repeats it, or lacks a command between the two
        session.move(states.accepted(session.state))
    return True
