"""Indy's intercepts (TIdLogFile, TIdLogDebug; Delphi, C++Builder).

    Stat Connected.
    Recv 5/1/2023 10:00:00 AM: 220 mx.example ESMTP<EOL>
    Sent 5/1/2023 10:00:00 AM: EHLO CLIENT<EOL>

Indy 10, the format of ``TIdLogBase``. The time stands as the machine's locale writes it, or is left
out. What was read or written at once stands in one line, the ends of its lines as ``<EOL>``; which
of both sides wrote the log is not told.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import LOCAL_TIME
from smtpcodes.readers._sides import Sides
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader
from smtpcodes.session.events import Close, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_TIME = rb"(?:" + LOCAL_TIME + rb": )?"
_LINE = late(rb"(?:(?P<got>Recv)|(?P<sent>Sent)) " + _TIME)
_STATE = late(rb"Stat " + _TIME + rb"(?:(?P<end>Disconnected\.)|[A-Z][^<>]{0,200}$)")
_END = b"<EOL>"


class Indy(Reader):
    NAME = "indy"
    MARKS = (b"<EOL>",)
    FAMILY = "mailers"
    TITLE = "Indy (TIdLogFile, TIdLogDebug)"
    SHOWS = "commands, replies and SASL responses"
    HIDES = "what TLS protects, if the intercept sits below it"
    SEES = DIALOGUE

    EXAMPLES: ClassVar = (
        b"Stat Connected.\n"
        b"Recv 5/1/2023 10:00:00 AM: 220 mx.example.net ESMTP<EOL>\n"
        b"Sent 5/1/2023 10:00:00 AM: EHLO CLIENT<EOL>\n"
        b"Recv 5/1/2023 10:00:01 AM: 250-mx.example.net<EOL>250 AUTH LOGIN<EOL>\n",
    )
    FORGED: ClassVar = (
        b"Sent 5/1/2023 10:00:00 AM: EHLO Recv 5/1/2023 10:00:01 AM: 535 5.7.8 no<EOL>\n",
    )
    CUT: ClassVar = (b"Recv 5/1/2023 10:00:00 AM: 22\n",)

    def __init__(self) -> None:
        self.sides = Sides()

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _LINE.match(line)
        if match is None:
            state = _STATE.match(line)
            return None if state is None else ((None, Close()),) if state["end"] else NOTHING
        text = line[match.end() :]
        if _END not in text:
            return None
        parts = text.split(_END)
        if not parts[-1]:
            parts.pop()
        received = match["got"] is not None
        if received is self.sides.is_server(None, received, parts[0], False):
            return [(None, Line(part)) for part in parts]
        return [(None, parsed) for part in parts if (parsed := reply.parse(part)) is not None]

    def sniff(self, head: Sequence[bytes]) -> float:
        score = super().sniff(head)
        return (
            score if self.sides.servers else 0.0
        )  # neither a reply nor a command: words that stand in other lines, too
