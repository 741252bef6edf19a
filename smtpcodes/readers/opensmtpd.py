"""OpenSMTPD: smtpd in syslog, and smtpd -dv.

    Oct 10 10:10:10 mx smtpd[12345]: 5829f3aff09c1a5e smtp failed-command command="AUTH PLAIN (...)" result="535 Authentication failed"
    smtp event=failed-command address=192.0.2.7 host=c.example command="RCPT TO:<b@d.example>" result="550 Invalid recipient"
    smtp: 0x562266a3cb00: >>> 250-osmtpd.example Hello client.example [192.0.2.7], pleased to meet you

OpenSMTPD 6.8 (Debian 12) and 5.x ("event="). Each failing command is logged with its reply; with -T smtp the whole
dialogue is there. Quotes within a command are escaped; the reply is the server's own and comes last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.readers import _syslog
from smtpcodes.readers._fields import CLOSED, UNSHOWN, alone, replies
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import TLS_STARTED, Authenticated, Close, Connect, Line

TRACE = DIALOGUE & ~Sees.ORDER
_TRACE = re.compile(rb"smtp: (?P<key>0x[0-9a-f]{4,16}): (?:(?P<mark>>>>|<<<) (?P<text>.*)|connected to listener .{0,200}port=(?P<port>[0-9]{1,5})|STATE_)", re.S)
_EVENT = re.compile(rb"(?:(?P<id>[0-9a-f]{16}) )?(?:smtp(?:-in|-out)?|mta): ?(?=event=)|(?:(?P<id2>[0-9a-f]{16}) )?(?P<kind>smtp|mta) ")
_COMMAND = re.compile(rb"command=\"(?P<command>(?:[^\"\\]|\\.){0,2000})\"")
_DEBUG = re.compile(rb"(?:debug|info|warn|fatal|stat|mproc|lookup|filter|imsg|io|queue|scheduler|rule|expand): ?")
RESULT = b' result="'


class Opensmtpd(Reader):
    NAME = FAMILY = "opensmtpd"
    TITLE = "OpenSMTPD in syslog, and its trace"
    SHOWS = "each refused command with its reply, log-ins; with -T smtp the whole dialogue"
    HIDES = "without a trace: successful replies and accepted commands"
    SEES = Sees.TIMES
    MARKED = True

    def __init__(self) -> None:
        self.traced = self.sure = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        head = _syslog.head(line) if b"smtpd[" in line[:300] else None
        at = head.start if head is not None and head.program == b"smtpd" else 0
        match = _TRACE.match(line, at)
        if match is not None:
            self.traced = self.sure = True
            return self._trace(match)
        match = _EVENT.match(line, at)
        if match is None:
            return NOTHING if at or (self.sure and _DEBUG.match(line)) else None
        rest = line[match.end():]
        event, _, rest = rest.removeprefix(b"event=").partition(b" ")
        if not event.replace(b"-", b"").isalnum():
            return None if not at else NOTHING
        self.sure = True
        if self.traced:
            return NOTHING
        if match["kind"] == b"mta" or b" evpid=" in b" " + rest[:40]:
            return self._delivery(rest) if event == b"delivery" else NOTHING
        return self._event(match["id"] or match["id2"], event, rest)

    def _trace(self, match: re.Match[bytes]) -> Sequence[Item]:
        key, mark = match["key"], match["mark"]
        if mark is None:
            return ((key, CLOSED), (key, Connect(int(match["port"]), sees=TRACE))) if match["port"] else NOTHING
        if mark == b"<<<":
            return ((key, Line(match["text"])),)
        found = reply.parse(match["text"])
        return ((key, found),) if found is not None else NOTHING

    def _event(self, key: bytes | None, event: bytes, rest: bytes) -> Sequence[Item]:
        if event == b"failed-command":
            command = _COMMAND.search(rest)                 # "address=... host=..." may stand before it: without blanks in their values
            result = rest.rfind(RESULT)
            if command is None or result < command.end() - 1 or rest[:command.start()].count(b'"'):
                return NOTHING
            lines = replies(rest[result + len(RESULT):].rstrip().removesuffix(b'"'))
            parsed = commands.parse(command["command"].replace(b'\\"', b'"'))
            if not lines:
                return NOTHING
            return ((key, parsed), *((key, x) for x in lines)) if key else alone(parsed, *lines)
        if key is None:
            return NOTHING
        if event == b"connected":
            return ((key, Connect()),)
        if event in (b"disconnected", b"closed"):
            return ((key, Close("client") if rest.startswith(b"reason=disconnect") else CLOSED),)
        if event == b"tls":
            return ((key, TLS_STARTED),)
        if event == b"authentication":
            return ((key, Authenticated()),) if rest.endswith((b"result=ok", b'result="ok"')) else NOTHING
        return NOTHING

    def _delivery(self, rest: bytes) -> Sequence[Item]:
        """What a remote server said: stat="550 5.1.1 ..."; the address before it has no blanks."""
        at = rest.rfind(b' stat="')
        lines = replies(rest[at + 7:].rstrip().removesuffix(b'"')) if at > 0 else []
        return alone(UNSHOWN, *lines) if lines and lines[0].code >= 400 else NOTHING
