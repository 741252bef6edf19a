"""Microsoft Exchange: the protocol logs of its receive and send connectors.

    #Log-type: SMTP Receive Protocol Log
    2023-01-11T15:59:53.909Z,EX1\\Default Frontend EX1,123453EC62278461,2,192.0.2.10:25,192.0.2.7:\
56026,<,EHLO [192.0.2.7],
    2022-07-20T21:12:06.270Z,EX1\\Default Frontend EX1,08DA4F7C11473A60,9,192.0.2.10:25,192.0.2.7:\
53722,>,535 5.7.3 Authentication unsuccessful,

Exchange 2013 to 2019. ">" is what Exchange sent: in the receive log a reply, in the send log a
command; the header tells which, or else the words do; "#Fields" names the columns. The lines of a
reply are joined with blanks. SASL responses are left out.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import DATE, FINE_CLOCK, text
from smtpcodes.readers._fields import joined
from smtpcodes.readers._sides import Sides
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import TLS_STARTED, Authenticated, Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_STAMP = DATE + rb"T" + FINE_CLOCK + rb"Z"
_TIME = late(text(_STAMP))
_DATED = late(rb"\"?" + _STAMP + rb"\"?,")
FIELDS = (
    "date-time",
    "connector-id",
    "session-id",
    "sequence-number",
    "local-endpoint",
    "remote-endpoint",
    "event",
    "data",
    "context",
)
NEEDED = frozenset(FIELDS) - {"connector-id", "sequence-number", "context"}
_HEADER = (
    b"#Software: Microsoft Exchange",
    b"#Version: ",
    b"#Log-type: ",
    b"#Date: ",
    b"#Fields: ",
)
EVENTS = ("+", "-", "<", ">", "*")
# What people cut off before they show a log: some of the first columns, all but the last three
_CUT = late(rb"(?:[\w\\ .:-]{0,100},){0,6}[<>+*-],")
_MASKED = ("<authentication response>", "<Binary Data>")
# The greeting is one of the first lines of a session: only what Exchange thinks stands before it
GREETED = 4
STARTTLS = commands.parse(b"STARTTLS")
KEPT = 20_000


class Exchange(Reader):
    NAME = FAMILY = "exchange"
    MARKS = (
        *(b"\n#Software: M", b"\n#Version: ", b"\n#Log-type: ", b"\n#Date: ", b"\n#Fields: "),
        *(b"Z,", b'Z",', b"\n<,", b"\n>,", b",<,", b",>,"),
    )
    TITLE = "Exchange SmtpReceive and SmtpSend protocol logs"
    SHOWS = "commands, replies, log-ins, TLS, who closed"
    HIDES = "SASL responses, the lines of a reply as they were"
    SEES = Sees.COMMANDS | Sees.REPLIES | Sees.STARTTLS | Sees.TIMES | Sees.CLOSER
    MARKED = True

    EXAMPLES: ClassVar = (
        b"2023-01-11T15:59:53.909Z,EX1\\Default "
        b"EX1,123453EC62278461,2,192.0.2.10:25,192.0.2.7:56026,<,EHLO [192.0.2.7],\n"
        b"2023-01-11T15:59:53.910Z,EX1\\Default "
        b"EX1,123453EC62278461,3,192.0.2.10:25,192.0.2.7:56026,>,250  mx.example.net "
        b"Hello,\n",
        b"192.0.2.7:56026,<,AUTH LOGIN,\n"
        b"192.0.2.7:56026,>,334 <authentication response>,\n"
        b"192.0.2.7:56026,>,535 5.7.3 Authentication unsuccessful,\n",
    )
    FORGED: ClassVar = (
        b"2023-01-11T15:59:53.909Z,EX1\\Default "
        b'EX1,123453EC62278461,2,192.0.2.10:25,192.0.2.7:56026,<,"EHLO x,>,535 5.7.8 '
        b'no",\n',
    )
    CUT: ClassVar = (
        b"2023-01-11T15:59:53.910Z,EX1\\Default "
        b"EX1,123453EC62278461,3,192.0.2.10:25,192.0.2.7:56026,>\n",
    )

    def __init__(self) -> None:
        self.sides = Sides()
        self.server: bool | None = None
        self.fields: tuple[str, ...] = FIELDS
        self.cut = False  # the first columns are missing
        self.known: set[str] = set()  # the sessions that the log has shown

    def take(self, line: bytes) -> Sequence[Item] | None:
        if line[:1] == b"#":
            if line.startswith(b"#Log-type: SMTP"):
                self.server = b"Receive" in line
            elif line.startswith(b"#Fields: "):
                named = tuple(line[9:2000].decode("latin-1").strip().lower().split(","))
                self.fields = named if set(named) >= NEEDED else FIELDS
            return NOTHING if line.startswith(_HEADER) else None
        found = self._columns(line)
        if found is None:
            return None
        key, number = found.get("session-id", ""), found.get("sequence-number", "")
        items = self._event(key, found)
        if key in self.known:
            return items
        if len(self.known) >= KEPT:
            self.known.clear()
        self.known.add(key)
        inside = number.isdecimal() and len(number) < 10 and int(number) > GREETED
        return [(key, STARTTLS), *items] if inside and _ready(items) else items

    def _event(self, key: str, found: dict[str, str]) -> Sequence[Item]:
        event, data, context = found["event"], found["data"], found.get("context", "")
        if event == "+":
            local = found.get(
                "local-endpoint" if self.server is not False else "remote-endpoint", ""
            )
            port = local.rpartition(":")[2]
            return ((key, Connect(int(port) if port.isdigit() and len(port) < 6 else 0)),)
        if event == "-":
            self.sides.forget(key)
            side = {"Remote": "client", "Local": "server"}.get(context.partition("(")[0])
            if self.server is False and side is not None:
                side = "server" if side == "client" else "client"
            return ((key, Close(side)),)
        if event == "*":
            if context.startswith("TLS protocol ") and "succeeded" in context:
                return ((key, TLS_STARTED),)
            return ((key, Authenticated()),) if context == "authenticated" else NOTHING
        return self._said(key, event == "<", data.encode("utf-8", "surrogateescape"))

    def _columns(self, line: bytes) -> dict[str, str] | None:
        """The values of a line by the names of their columns; None if it has another form."""
        if self.fields is FIELDS and not _DATED.match(line):
            return self._last_columns(line) if _CUT.match(line) else None
        found = dict(zip(self.fields, _values(line), strict=False))
        dated = _TIME.fullmatch(found.get("date-time", "")) is not None
        return found if dated and found.get("event") in EVENTS and "data" in found else None

    def _last_columns(self, line: bytes) -> dict[str, str] | None:
        """The same of a line whose first columns somebody has cut off."""
        values = _values(line)
        at = next((n for n, value in enumerate(values) if value in EVENTS), -1)
        if at < 0 or len(values) < at + 2 or at > FIELDS.index("event"):
            return None
        if not self.cut:
            text = values[at + 1].encode("utf-8", "surrogateescape")
            self.cut = values[at] in "<>" and (
                reply.parse(text) is not None or commands.parse(text).verb != commands.OTHER
            )
        return (
            dict(zip(FIELDS[FIELDS.index("event") - at :], values, strict=False))
            if self.cut
            else None
        )

    def _said(self, key: str, received: bool, text: bytes) -> Sequence[Item]:
        server = (
            self.server
            if self.server is not None
            else self.sides.is_server(key, received, text, True)
        )
        if received == server:
            return (
                ((key, Line(b"" if text.decode("latin-1") in _MASKED else text)),)
                if text
                else NOTHING
            )
        return [(key, x) for raw in joined(text) if (x := reply.parse(raw)) is not None]


def _ready(items: Sequence[Item]) -> bool:
    """Is it the reply to STARTTLS? No other command has 220."""
    return any(isinstance(x, reply.ReplyLine) and x.code == 220 for _, x in items)


def _values(line: bytes) -> list[str]:
    try:
        return next(csv.reader([line.decode("utf-8", "surrogateescape")]), [])
    except csv.Error:
        return []
