"""OpenSMTPD: smtpd in syslog, and smtpd -dv.

    Oct 10 10:10:10 mx smtpd[12345]: 5829f3aff09c1a5e smtp failed-command command="AUTH PLAIN \
(...)" result="535 Authentication failed"
    smtp event=failed-command address=192.0.2.7 host=c.example command="RCPT TO:<b@d.example>" \
result="550 Invalid recipient"
    Aug 14 10:15:25 mx smtpd[28882]: smtp-in: Failed command on session 1f55bdcdf16e28a3: "AUTH \
[...]" => 535 Authentication failed
    smtp: 0x562266a3cb00: >>> 250-osmtpd.example Hello client.example [192.0.2.7], pleased to \
meet you

OpenSMTPD 6.8 (Debian 12), 5.9 ("event=") and 5.3 ("smtp-in:", smtp_session.c). Each failing command
is logged with its reply; with -T smtp the whole dialogue is there. Quotes within a command are
escaped; the reply is the server's own and comes last. Of "smtp-in:" and of what a remote server
said no quote is escaped: a line in which the mark comes twice is not trusted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.readers import _syslog
from smtpcodes.readers._fields import AUTH, CLOSED, UNSHOWN, alone, replies
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import (
    CONNECTION,
    TLS_STARTED,
    Authenticated,
    Close,
    Connect,
    Failed,
    Line,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

TRACE = DIALOGUE & ~Sees.ORDER
_TRACE = late(
    rb"smtp: (?P<key>0x[0-9a-f]{4,16}): (?:(?P<mark>>>>|<<<) (?P<text>.*)"
    rb"|connected to listener .{0,200}port=(?P<port>[0-9]{1,5})|STATE_)",
    re.S,
)
_EVENT = late(
    rb"(?:(?P<id>[0-9a-f]{16}) )?(?:smtp(?:-in|-out)?|mta): ?(?=event=)"
    rb"|(?:(?P<id2>[0-9a-f]{16}) )?(?P<kind>smtp|mta) "
)
_OLD = late(
    rb"smtp-in: (?:(?P<failed>Failed command"
    rb"|Bad input) on session (?P<id>[0-9a-f]{8,16}): "
    rb"|(?P<what>New|Closing) session (?P<id2>[0-9a-f]{8,16})"
    rb"|(?P<tls>Started TLS) on session "
    rb"(?P<id3>[0-9a-f]{8,16}):|(?P<accepted>Accepted authentication) for user )"
)
_RELAYED = late(rb"relay: (?:TempFail|PermFail) for [0-9a-f]{8,16}: ")
_REJECTED = late(rb"reason=(?P<verb>BANNER|AUTH|EHLO|HELO|LHLO|STARTTLS) rejected: ")
_COMMAND = late(rb"command=\"(?P<command>(?:[^\"\\]|\\.){0,2000})\"")
_DEBUG = late(
    rb"(?:debug|info|warn|fatal|stat|mproc|lookup|filter|imsg|io|queue|scheduler|rule|expand): ?"
)
RESULT = b' result="'
KEPT = 20_000  # sessions in which an AUTH failed and whose reply is still to come


_FAILED = (b"result=permfail", b"result=tempfail", b'result="permfail"', b'result="tempfail"')
_SUCCEEDED = (b"result=ok", b'result="ok"')


class Opensmtpd(Reader):
    NAME = FAMILY = "opensmtpd"
    MARKS = (
        *(b"smtp: 0x", b"event=", b"\nsmtp ", b" smtp ", b"\nmta ", b" mta ", b"smtp-in: "),
        *(b"relay: ", b" smtpd", b"\nsmtpd["),
    )
    TITLE = "OpenSMTPD in syslog, and its trace"
    SHOWS = "each refused command with its reply, log-ins; with -T smtp the whole dialogue"
    HIDES = "without a trace: successful replies and accepted commands"
    SEES = Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b"Oct 10 10:10:09 mx smtpd[12345]: 5829f3aff09c1a5e smtp connected "
        b"address=192.0.2.7 host=c.example\n"
        b"Oct 10 10:10:10 mx smtpd[12345]: 5829f3aff09c1a5e smtp failed-command "
        b'command="AUTH PLAIN (...)" result="535 Authentication failed"\n',
    )
    FORGED: ClassVar = (
        b"Oct 10 10:10:10 mx smtpd[12345]: 5829f3aff09c1a5e smtp failed-command "
        b'command="EHLO \\" result=\\"535 5.7.8 no" result="501 5.5.4 Invalid domain"\n',
    )
    CUT: ClassVar = (
        b"Oct 10 10:10:10 mx smtpd[12345]: 5829f3aff09c1a5e smtp failed-command "
        b'command="AUTH PLAIN (...)" resu\n',
    )

    def __init__(self) -> None:
        self.traced = self.sure = False
        self.failed: dict[bytes, None] = {}

    def take(self, line: bytes) -> Sequence[Item] | None:
        head = _syslog.head(line) if b" smtpd" in line[:300] or line.startswith(b"smtpd[") else None
        at = head.start if head is not None and head.program == b"smtpd" else 0
        match = _TRACE.match(line, at)
        if match is not None:
            self.traced = self.sure = True
            return self._trace(match)
        match = _EVENT.match(line, at)
        if match is None:
            old = _OLD.match(line, at)
            if old is not None:
                self.sure = True
                return self._old(line, old) if not self.traced else NOTHING
            if _RELAYED.match(line, at):
                return _said(line, b", stat=")
            return NOTHING if at or (self.sure and _DEBUG.match(line)) else None
        rest = line[match.end() :]
        event, _, rest = rest.removeprefix(b"event=").partition(b" ")
        if not event.replace(b"-", b"").isalnum():
            return None if not at else NOTHING
        self.sure = True
        if self.traced:
            return NOTHING
        if match["kind"] == b"mta" or b" evpid=" in b" " + rest[:40]:
            return (
                _said(rest, b' stat="')
                if event == b"delivery"
                else _error(rest)
                if event == b"error"
                else NOTHING
            )
        return self._event(match["id"] or match["id2"], event, rest)

    def _trace(self, match: re.Match[bytes]) -> Sequence[Item]:
        key, mark = match["key"], match["mark"]
        if mark is None:
            return (
                ((key, CLOSED), (key, Connect(int(match["port"]), sees=TRACE)))
                if match["port"]
                else NOTHING
            )
        if mark == b"<<<":
            return ((key, Line(match["text"])),)
        found = reply.parse(match["text"])
        return ((key, found),) if found is not None else NOTHING

    def _event(self, key: bytes | None, event: bytes, rest: bytes) -> Sequence[Item]:
        if event == b"failed-command":
            return self._failed_command(key, rest)
        if event == b"bad-input":
            lines = replies(rest.removeprefix(RESULT[1:]).rstrip().removesuffix(b'"'))
            return self._told(key, UNSHOWN, lines)
        if event == b"authentication" and rest.endswith(_FAILED):
            before = self._unanswered(key or b"")
            if len(self.failed) < KEPT:
                self.failed[key or b""] = None
            return before
        if key is None:
            return NOTHING
        if event == b"connected":
            return ((key, Connect()),)
        if event in (b"disconnected", b"closed"):
            close = Close("client") if rest.startswith(b"reason=disconnect") else CLOSED
            return (*self._unanswered(key), (key, close))
        if event == b"tls":
            return ((key, TLS_STARTED),)
        if event == b"authentication" and rest.endswith(_SUCCEEDED):
            return ((key, Authenticated()),)
        return NOTHING

    def _failed_command(self, key: bytes | None, rest: bytes) -> Sequence[Item]:
        """A command and the reply that refused it.

        "address=... host=..." may stand before it: without blanks in their values.
        """
        command = _COMMAND.search(rest)
        result = rest.rfind(RESULT)
        if command is None or result < command.end() - 1 or rest[: command.start()].count(b'"'):
            return NOTHING
        lines = replies(rest[result + len(RESULT) :].rstrip().removesuffix(b'"'))
        parsed = commands.parse(command["command"].replace(b'\\"', b'"'))
        if lines and parsed.verb in ("AUTH", "OTHER"):  # what was said before has its reply now
            self.failed.pop(key or b"", None)
        return self._told(key, parsed, lines)

    def _told(
        self, key: bytes | None, command: commands.Command, lines: Sequence[reply.ReplyLine]
    ) -> Sequence[Item]:
        if not lines:
            return NOTHING
        return ((key, command), *((key, x) for x in lines)) if key else alone(command, *lines)

    def _unanswered(self, key: bytes) -> Sequence[Item]:
        """The AUTH that failed before, if the log did not tell its reply."""
        if key not in self.failed:
            return NOTHING
        del self.failed[key]
        return ((key, Failed()),) if key else alone(Failed())

    def finish(self) -> Sequence[Item]:
        return [item for key in list(self.failed) for item in self._unanswered(key)]

    def _old(self, line: bytes, match: re.Match[bytes]) -> Sequence[Item]:
        """Before 5.9: sentences."""
        text = line[match.end() :]
        if match["accepted"]:
            key = text.rpartition(b" on session ")[2].rstrip()
            return ((key, Authenticated()),) if 8 <= len(key) <= 16 and key.isalnum() else NOTHING
        if match["tls"]:
            return ((match["id3"], TLS_STARTED),)
        if match["what"]:
            return ((match["id2"], CLOSED if match["what"] == b"Closing" else Connect()),)
        if match["failed"] == b"Bad input":
            return self._told(match["id"], UNSHOWN, replies(text))
        sent, mark, answer = text.partition(b'" => ')
        if not mark or b'" => ' in answer:
            return NOTHING
        sent = sent.removeprefix(b'"')
        return self._told(
            match["id"],
            AUTH if sent.startswith(b"AUTH [") else commands.parse(sent),
            replies(answer),
        )


def _said(text: bytes, mark: bytes) -> Sequence[Item]:
    """What a remote server said: stat="550 5.1.1 ...". Twice in a line, one is forged."""
    before, found, answer = text.partition(mark)
    lines = (
        replies(answer.rstrip().removesuffix(b'"'))
        if before and found and mark not in answer
        else []
    )
    return alone(UNSHOWN, *lines) if lines and lines[0].code >= 400 else NOTHING


def _error(text: bytes) -> Sequence[Item]:
    """ "reason=AUTH rejected: 535 5.7.8 ...": the session with a remote server ends."""
    match = _REJECTED.match(text)
    lines = replies(text[match.end() :]) if match is not None else []
    if match is None or not lines:
        return NOTHING
    verb = match["verb"]
    return alone(
        CONNECTION if verb == b"BANNER" else AUTH if verb == b"AUTH" else commands.parse(verb),
        *lines,
    )
