"""Postal's SMTP server.

    2025-11-04 07:51:00 +0000 DEBUG  <= EHLO client.example trace_id=R67STAPW \
component=smtp-server       (Postal 3)
    [smtp.1:32384] [2017-05-12T08:53:03.623] DEBUG -- : [T0QRKN] => 530 Authentication required   \
        (Postal 1)
    2025-11-04 07:51:00 +0000 DEBUG  Connection closed trace_id=R67STAPW component=smtp-server

``<=`` is what the client sent. What Postal adds stands at the end of the line: the last of its kind
counts, because a client may write the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, DATE
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import UNKNOWN, Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_NEW = late(
    DATE + rb" " + CLOCK + rb" [+-]\d{4} (?:DEBUG|INFO|WARN|ERROR) {1,2}(?P<text>.*?)"
    rb"(?P<pairs>(?: [a-z_]{2,20}=[\w./:@-]{1,80}){1,8})$",
    re.S,
)
_OLD = late(
    rb"\[[\w.-]{1,20}:\d{1,8}\] \["
    + DATE
    + rb"T"
    + CLOCK
    + rb"(?:\.\d{1,6})?\] [A-Z]{4,5} -- : \[(?P<key>[A-Z0-9]{4,12})\] (?P<text>.*)$",
    re.S,
)
_TRACE = late(rb".* trace_id=([A-Z0-9]{4,12})(?: |$)", re.S)
_SERVER = late(rb".* component=smtp-server(?: |$)", re.S)
LONGEST = 5000  # octets of a line


class Postal(Reader):
    NAME = "postal"
    MARKS = (b" -- : [", b" component=smtp-server")
    FAMILY = "servers"
    TITLE = "Postal's SMTP server"
    SHOWS = "the dialogue"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE & ~Sees.ORDER

    EXAMPLES: ClassVar = (
        b"2025-11-04 07:51:00 +0000 DEBUG  Client identified as 192.0.2.77 "
        b"trace_id=R67STAPW component=smtp-server\n"
        b"2025-11-04 07:51:00 +0000 DEBUG  <= EHLO client.example trace_id=R67STAPW "
        b"component=smtp-server\n"
        b"2025-11-04 07:51:00 +0000 DEBUG  => 250-My capabilities are "
        b"trace_id=R67STAPW component=smtp-server\n"
        b"2025-11-04 07:51:00 +0000 DEBUG  => 250 AUTH CRAM-MD5 PLAIN LOGIN "
        b"trace_id=R67STAPW component=smtp-server\n"
        b"2025-11-04 07:51:00 +0000 DEBUG  <= MAIL FROM:<a@example.com> "
        b"trace_id=R67STAPW component=smtp-server\n"
        b"2025-11-04 07:51:00 +0000 DEBUG  => 530 Authentication required "
        b"trace_id=R67STAPW component=smtp-server\n"
        b"2025-11-04 07:51:00 +0000 DEBUG  Connection closed trace_id=R67STAPW "
        b"component=smtp-server\n",
        b"[smtp.1:32384] [2017-05-12T08:53:03.615] DEBUG -- : [T0QRKN] <= RCPT TO:<b@example.org>\n"
        b"[smtp.1:32384] [2017-05-12T08:53:03.623] DEBUG -- : [T0QRKN] => 530 "
        b"Authentication required\n",
    )
    FORGED: ClassVar = (
        b"2025-11-04 07:51:00 +0000 DEBUG  <= EHLO x => 535 5.7.8 no trace_id=R67STAPW "
        b"component=smtp-server",
        b"[smtp.1:32384] [2017-05-12T08:53:03.615] DEBUG -- : [T0QRKN] <= EHLO "
        b"[T0QRKN] => 535 5.7.8 no",
    )

    def take(self, line: bytes) -> Sequence[Item] | None:
        if len(line) > LONGEST:
            return None
        match = _OLD.match(line)
        if match is not None:
            return self._told(match["key"], match["text"])
        match = _NEW.match(line)
        trace = _TRACE.match(match["pairs"]) if match is not None else None
        if match is None or trace is None or _SERVER.match(match["pairs"]) is None:
            return None
        return self._told(trace[1], match["text"])

    def _told(self, key: bytes, text: bytes) -> Sequence[Item]:
        if text.startswith(b"<= "):
            return ((key, Line(text[3:])),)
        if text.startswith(b"=> "):
            parsed = reply.parse(text[3:])
            return ((key, parsed),) if parsed is not None else NOTHING
        if text.startswith(b"Connection closed"):
            return ((key, Close()),)
        return ((key, Connect(0, UNKNOWN)),) if text.startswith(b"Connection opened") else NOTHING
