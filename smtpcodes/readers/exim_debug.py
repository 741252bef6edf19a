"""Exim's own view of a dialogue: -d and -v output, and the client of its test suite.

     8730 SMTP<< AUTH PLAIN [redacted]
     8730 SMTP>> 535 Incorrect authentication data
      SMTP<< 530 5.7.0 Authentication required
    ??? 250-

Exim 4.96 (Debian 12) to 4.98, test/src/client.c. "<<" is what this process received and ">>" what
it sent: a server and a transport write the same marks, and a transport indents them; where the
words tell it (a reply, a command), they decide. "SMTP|>", "SMTP+>" and "SMTP>|" are sent, too,
together with what follows. With -bh ">>>" is no client's line. "????" reads replies that are not
shown. Without process ids, what a process says ends with its "terminating".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, CLOCK, CODE, DATE
from smtpcodes.readers._sides import Sides
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import LOST, TLS_STARTED, Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_SMTP = late(
    rb"(?:(?P<time>"
    + CLOCK
    + rb"(?:\.[0-9]{1,6})?) +)?(?: {0,4}(?P<pid>[0-9]{1,10}) )?(?P<indent>(?: |\xe2\x95\x8e){0,60})"
    rb"SMTP(?P<mark><<|>[>|-]|[|+]>|\((?:close|shutdown)\)>>)(?: (?P<text>.*))?",
    re.S,
)
_MORE = late(
    rb"(?: {0,4}(?P<pid>[0-9]{1,10}) )?(?: {7,12}|^)(?P<text>" + ANY_CODE + rb"[ -].*)", re.S
)
_SURE = late(
    rb"(?: {0,4}[0-9]{1,10} )?(?:Exim version |LOG: [A-Za-z_ ]{0,30}MAIN"
    rb"|search_tidyup called|postfork: |\*\*\*\* SMTP testing session"
    rb"|Connecting to \S{1,255} port \S{1,20} \.\.\. |\*{8} SERVER \*{8}|\?\?\? [0-9*]"
    rb"|>>> host in [a-z_]{4,40}\? (?:no|yes) \(|>>>>>>>>>>>>>>>> Exim pid=)"
)
_ENDED = late(
    rb">>>>>>>>>>>>>>>> Exim pid=\S{1,12} \((?P<role>fresh-exec|daemon-accept"
    rb"|transport)\) terminating "
)
_DATED = late(DATE + rb" |==> ")
_CODE = late(CODE + rb"(?:[ -]|$)")
CLOSED = Close()
WRITTEN = 100  # lines of one write of the test client


class EximDebug(Reader):
    NAME = FAMILY = "exim-debug"
    MARKS = (
        *(b"SMTP<<", b"SMTP>", b"SMTP|>", b"SMTP+>", b"SMTP(", b"Exim version ", b"LOG: "),
        *(b"search_tidyup called", b"postfork: ", b"**** SMTP testing", b"Connecting to "),
        *(b"* SERVER *", b"??? ", b">>> host in ", b"Exim pid=", b" ESMTP Exim "),
    )
    TITLE = "Exim debugging output (-d, -v) and its test client"
    SHOWS = "commands, replies and SASL responses of servers and transports"
    HIDES = "message text; responses that Exim masks"
    SEES = DIALOGUE & ~Sees.ORDER

    EXAMPLES: ClassVar = (
        b" 8730 SMTP>> 220 mx.example.net ESMTP Exim 4.96\n"
        b" 8730 SMTP<< EHLO client.example\n"
        b" 8730 SMTP>> 250-mx.example.net Hello\n"
        b" 8730 250 AUTH PLAIN\n"
        b" 8730 SMTP<< AUTH PLAIN [redacted]\n"
        b" 8730 SMTP>> 535 Incorrect authentication data\n",
    )
    FORGED: ClassVar = (b" 8730 SMTP<< EHLO SMTP>> 535 no\n",)
    CUT: ClassVar = (b" 8730 SMTP>> 2\n",)

    def __init__(self) -> None:
        self.sure = self.testing = self.bare = False
        self.sides = Sides()
        self.hellos: dict[
            tuple[bytes, bool], int
        ] = {}  # of transports: STARTTLS was sent, EHLO was sent after it
        self.more: tuple[bytes, bool] | None = None  # the process whose last reply goes on

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _SMTP.match(line) if b"SMTP" in line[:60] else None
        if match is not None:
            self.sure = True
            return self._said(match)
        mark = line[:4]
        if (mark in (b"<<< ", b">>> ", b"??? ", b"????") or line == b">>>") and (
            self.testing or not _SURE.match(line)
        ):
            return self._client(line)
        if self.more is not None and (
            line[:1] == b" " or line[:3].isdigit()
        ):  # the indentation may be lost
            more = _MORE.match(line)
            if more is not None and (more["pid"] or b"") == self.more[0]:
                return self._reply(self.more, more["text"])
        self.more = None
        return self._surely(line) if _SURE.match(line) else self._unmarked(line)

    def _surely(self, line: bytes) -> Sequence[Item]:
        """What Exim alone writes."""
        self.sure = True
        ended = _ENDED.match(line)
        if ended is not None:
            key = b"", ended["role"] == b"transport"
            self.sides.forget(key)
            self.hellos.pop(key, None)
            return ((key, CLOSED),)
        if line.startswith((b"**** SMTP testing", b">>> host in ")):
            self.testing = True
        return (
            (("client", CLOSED), ("client", Connect()))
            if line.startswith(b"Connecting to ") and b" ... connected" in line
            else NOTHING
        )

    def _unmarked(self, line: bytes) -> Sequence[Item] | None:
        """A line without a mark of Exim: a reply of a test, or of a program that it talks to."""
        if self.bare or b" ESMTP Exim " in line[:300]:
            found = reply.parse(line) if _CODE.match(line) else None
            if found is not None:
                self.bare = found.code != 221  # what follows is another program's
                return (("testing", found),)
        if not self.sure or _DATED.match(line):
            return None
        if line.startswith(b"Succeeded in starting TLS"):
            return (("client", TLS_STARTED),)
        if self.testing and _CODE.match(line):
            answer = reply.parse(line)
            return (("testing", answer),) if answer is not None else NOTHING
        return (("client", CLOSED),) if line == b"End of script" else NOTHING

    def _said(self, match: re.Match[bytes]) -> Sequence[Item]:
        pid, mark = match["pid"] or b"", match["mark"]
        indented = len(match["indent"]) >= 2  # a server may be a client in between, for a callout
        key = (pid, indented)
        text = match["text"]
        if text is None or mark[:1] == b"(":
            if (mark[:1] == b"(" and mark != b"(shutdown)>>") or match.string[
                match.end() :
            ].startswith(b"(close"):
                self.sides.forget(key)
                self.hellos.pop(key, None)
                return ((key, CLOSED),)
            return NOTHING
        if mark == b">-":  # what was held back goes out
            return NOTHING
        received = mark == b"<<"
        server = self.sides.is_server(key, received, text, not indented)
        if received != server:
            return self._reply(key, text)
        self.more = None
        if text == b"(writing message)":
            return NOTHING
        return (
            (*self._hello(key, text), (key, Line(text)))
            if not server and text[:8] in (b"STARTTLS", b"EHLO " + text[5:8])
            else ((key, Line(text)),)
        )

    def _hello(self, key: tuple[bytes, bool], text: bytes) -> Sequence[Item]:
        """A transport that hands its connection on ends TLS, and says EHLO in clear: what follows
        is another session."""
        said = self.hellos.pop(key, 0)
        if text[:1] == b"S" or said == 1:
            self.hellos[key] = 1 if text[:1] == b"S" else 2
            return NOTHING
        return ((key, CLOSED),) if said == 2 else NOTHING

    def _reply(self, key: tuple[bytes, bool], text: bytes) -> Sequence[Item]:
        found = reply.parse(text)
        if found is None:
            return NOTHING
        self.more = key if found.more else None
        return ((key, found),)

    def _client(self, line: bytes) -> Sequence[Item] | None:
        """The test client: "???" is what it waits for."""
        if not self.sure and line[:3] != b"???":
            return None
        if line[:4] == b"????":
            return (("client", LOST),)
        if line[:3] == b"???" or self.testing:
            self.sure = True
            return NOTHING
        if line[:3] == b">>>":  # "\r\n" is an escape, one write may hold several lines
            return [
                ("client", Line(part))
                for part in line[4:].removesuffix(b"\\r\\n").split(b"\\r\\n")[:WRITTEN]
            ]
        found = reply.parse(line[4:])
        return (("client", found),) if found is not None else NOTHING

    def sniff(self, head: Sequence[bytes]) -> float:
        sure = [
            line
            for line in head
            if _SURE.match(line) or (b"SMTP" in line[:60] and _SMTP.match(line))
        ]
        if sure and not (
            all(line.startswith(b"********") for line in sure)
            and any(_DATED.match(line) for line in head)
        ):
            return (
                1.0
                if any(line.startswith(b">>> host in ") for line in sure)
                else 0.95
                if any(line.startswith(b"  SMTP") for line in sure)
                else 0.9
            )
        lines = [
            line for line in head if line.strip() and not line.startswith(b"### ")
        ]  # -bs: nothing but replies
        bare = (
            bool(lines)
            and b" ESMTP Exim " in lines[0]
            and sum(1 for x in lines if _CODE.match(x)) >= 0.95 * len(lines)
        )
        return 0.99 if bare else 0.0

    def hidden(self, line: bytes) -> bytes | None:
        match = _COMPARED.search(line[:4000])
        return match.group(1) if match is not None else None


_COMPARED = late(
    rb"\$auth3\}\{([^{}$]{1,500})\}"
)  # server_condition of a PLAIN authenticator, as it is expanded
