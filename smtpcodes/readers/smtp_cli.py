"""smtp-cli --verbose.

    [220] 'mx.example.net ESMTP'                                        (smtp-cli 3.10)
    > EHLO client.example
    [250] 'AUTH LOGIN PLAIN'

Each line of a reply stands alone, and none tells whether more follow: the next line does. Only the
reply to EHLO is waited for, for the sake of what it offers; of others the first line is enough, and
told where it stands. The line of an error repeats a reply.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers._marked import local
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import UNKNOWN, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_SAID = late(rb"\[(" + CODE + rb")\] '(.{0,4000})'$")
_SENT = late(rb"> (?=\S)")
_CONNECTED = late(rb"Connection from \S{1,120} to (?P<host>[\w.:\[\]-]{1,120}):(?P<port>\d{1,5})$")
_OTHER = late(
    rb"(?:MAIL FROM|RCPT TO|AUTH|Starting TLS|Using cipher|STARTTLS|EHLO|HELO|DATA"
    rb"|\S{2,20} ?).{0,400}?failed: '|Starting TLS|Using cipher: |Subject Name: "
    rb"|Issuer  Name: |AUTH method "
)
LINES = 200  # of one reply


class SmtpCli(Reader):
    NAME = "smtp-cli"
    MARKS = (b"\n[000] '",)
    FAMILY = "mailers"
    TITLE = "smtp-cli --verbose"
    SHOWS = "the dialogue"
    HIDES = "whether more lines of a reply follow"
    SEES = DIALOGUE & ~Sees.RAW

    EXAMPLES: ClassVar = (
        b"Connection from 192.0.2.3:48402 to 192.0.2.168:25\n"
        b"[220] 'mx.example.net ESMTP'\n> EHLO localhost\n"
        b"[250] 'mx.example.net'\n[250] 'AUTH LOGIN PLAIN'\n"
        b"> MAIL FROM:<a@example.com>\n[530] '5.7.0 Authentication required'\n"
        b"MAIL FROM <a@example.com> failed: '530 5.7.0 Authentication required'\n"
        b"> QUIT\n[221] 'Bye'\n",
    )
    FORGED: ClassVar = (b"> EHLO x [535] '5.7.8 no'",)

    def __init__(self) -> None:
        self.held: list[ReplyLine] = []
        self.begun = False
        self.hello = False  # the last command was EHLO
        self.code = 0  # of the reply whose further lines may follow

    def take(self, line: bytes) -> Sequence[Item] | None:
        said = _SAID.match(line)
        if said is not None:
            self.begun = True
            parsed = reply.parse(said[1] + b" " + said[2])
            if parsed is None:
                return NOTHING
            goes_on, self.code = self.code == parsed.code, parsed.code
            if self.hello and parsed.code == 250:
                if len(self.held) < LINES:
                    self.held.append(parsed)
                return NOTHING
            return NOTHING if goes_on else (*self.finish(), (None, parsed))
        flushed = self.finish()
        self.code = 0
        connected = _CONNECTED.match(line)
        if connected is not None:
            self.begun = True
            port = int(connected["port"])
            return (*flushed, (None, Connect(port, UNKNOWN, local(connected["host"]))))
        sent = _SENT.match(line) if self.begun else None
        if sent is not None:
            command = line[sent.end() :]
            self.hello = command[:5].upper() == b"EHLO "
            return (*flushed, (None, Line(command)))
        if self.begun and _OTHER.match(line):
            return flushed
        return flushed or None

    def finish(self) -> Sequence[Item]:
        held, self.held = self.held, []
        last = len(held) - 1
        return tuple(
            (None, ReplyLine(x.raw, x.code, n < last, x.spaced, x.enhanced, x.text))
            for n, x in enumerate(held)
        )

    def sniff(self, head: Sequence[bytes]) -> float:
        lines = [line for line in head if line.strip()]
        said = sum(1 for line in lines if _SAID.match(line))
        return said and min(1.0, super().sniff([*head, b""]) + 0.1)
