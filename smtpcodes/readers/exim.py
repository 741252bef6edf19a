"""Exim: main log, reject log and panic log, as files or through syslog.

    2026-11-23 22:55:07.667 [6848] H=(client.example) [192.0.2.7]:46802 rejected MAIL \
<a@client.example>: 530 5.7.0 Must issue STARTTLS
    2026-11-23 22:42:57.585 [11047] plain authenticator failed for (c.example) [192.0.2.7]:56640: \
535 Incorrect authentication data
    2026-11-23 22:51:44 1xVcnQ-0004Iq-01 ** b@d.example R=r T=smtp H=mx.d.example [192.0.2.9]: \
SMTP error from remote mail server after end of data: 550 No

Exim 4.96 (Debian 12). A line tells what its own prefix says: the client is named by address and
port, and lines without a port stand alone. Where an ACL's text has no code, Exim answers 550, or
451 if the line says "temporarily" (smtp_handle_acl_fail in smtp_in.c); such a code is marked as
assumed. A name that a client gave stands in "(...)", without blanks; with blanks the line is not
trusted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.readers import _exim as grammar
from smtpcodes.readers import _syslog
from smtpcodes.readers._fields import AUTH, CLOSED, UNSHOWN, alone, replies, verb
from smtpcodes.readers.base import NOTHING, Event, Item, Reader, Sees
from smtpcodes.session.events import (
    CONNECTION,
    MESSAGE_END,
    TLS_STARTED,
    Authenticated,
    Close,
    Connect,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_COMMANDS: dict[bytes, Command] = {
    v: verb(v)
    for v in (
        b"MAIL",
        b"RCPT",
        b"VRFY",
        b"EXPN",
        b"ETRN",
        b"EHLO",
        b"HELO",
        b"LHLO",
        b"XCLIENT",
        b"BDAT",
    )
}
_COMMANDS.update(
    (v, Command(v, v.decode(), b"")) for v in (b"STARTTLS", b"DATA", b"QUIT", b"RSET", b"NOOP")
)
_COMMANDS[b"AUTH"], _COMMANDS[b"sending"] = AUTH, UNSHOWN
_COMMANDS[b"initial"], _COMMANDS[b"end"] = CONNECTION, MESSAGE_END
DROPPED, LEFT = Close("server"), Close("client")
KEPT = 20_000  # open sessions of which is known that they have TLS, or a log-in


class Exim(Reader):
    NAME = FAMILY = "exim"
    MARKS = (b"\n0000-00-00 00:00:00", b"exim", b"\n==> ")
    TITLE = "Exim main, reject and panic log"
    SHOWS = "refused commands and log-ins with their replies; what remote servers said"
    HIDES = (
        "successful replies and most commands; the code where an ACL's text has none (550 "
        "or 451 is assumed)"
    )
    SEES = Sees.TIMES

    EXAMPLES: ClassVar = (
        b"2026-11-23 22:55:07 H=(client.example) [192.0.2.7]:46802 rejected MAIL "
        b"<a@client.example>: 530 5.7.0 Must issue STARTTLS\n"
        b"2026-11-23 22:55:08 plain authenticator failed for (c.example) "
        b"[192.0.2.7]:56640: 535 Incorrect authentication data\n",
    )
    FORGED: ClassVar = (
        b'2026-11-23 22:55:07 H=(x.535.no) [192.0.2.7]:46802 rejected MAIL <"a>: 535 '
        b'5.7.8 no"@c.example>: 550 Denied\n',
    )
    CUT: ClassVar = (b"2026-11-23 22:55:07 H=(client.example) [192.0.2.7]:46802 rejected MA\n",)

    def __init__(self) -> None:
        self.dump = False  # the reject log shows the header of a message
        self.known: dict[bytes, set[str]] = {}  # of open sessions: "tls", "auth"
        # the one that follows, where "tail" names them: a refusal stands in the main and the
        # reject log
        self.file: bytes | None = None
        self.told: dict[
            int, bytes
        ] = {}  # refusals (their hashes: lines may be long), and the file where each came first
        self.reasons: set[int] = set()  # what remote servers said: minute, host, message, words

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = grammar.HEAD.match(line)
        if match is not None:
            at = match.end()
        else:
            head = _syslog.head(line) if b"exim" in line[:300] else None
            if head is None or not head.program.startswith(b"exim"):
                return self._other(line)
            at = head.start
        match = grammar.MORE.match(line, at)
        assert match is not None
        self.dump = False
        text = match.end()
        if line.find(b"reject", text) > 0:
            found = self._rejected(line, text)
            if found:
                return self._once(line, found)
        if line.find(b" authenticator ", text) > 0:
            return self._once(line, self._authenticator(line, text))
        if line.find(b" verify ", text) > 0:
            found = self._callout(line, text)
            if found:
                return self._once(line, found)
        if (
            line.find(b" error after ", text) > 0
            or line.find(b"SMTP error from remote mail server after ", text) >= 0
        ):
            return self._delivery(line, text)
        return (
            self._connection(line, text)
            if line[text : text + 5] in (b"SMTP ", b"unexp")
            else NOTHING
        )

    def _other(self, line: bytes) -> Sequence[Item] | None:
        """A line without a head: the header of a message that was refused, or between two files."""
        if line.startswith(b"==> ") and line.endswith(b" <=="):
            self.file = line
            return NOTHING
        if self.dump and grammar.DUMP.match(line):
            return NOTHING
        return None

    def _once(self, line: bytes, found: Sequence[Item]) -> Sequence[Item]:
        """What a refusal tells; NOTHING if it is the copy in another file."""
        if self.file is None or not found:
            return found
        if len(self.told) >= KEPT:
            self.told.clear()
        return found if self.told.setdefault(hash(line), self.file) == self.file else NOTHING

    def _session(self, match: re.Match[bytes], *events: Event) -> list[Item]:
        """The events of a client that is named by its port; alone if it has none."""
        address, port = match["address"], match["port"]
        fields = (match["fields"] or b"") + (match.groupdict().get("login") or b"")
        key = (address, port) if port else None
        told = self.known.setdefault(b"%b:%b" % key, set()) if key else set()
        if len(self.known) > KEPT:
            self.known.clear()
        before: list[Event] = []
        if b" X=" in fields and "tls" not in told:
            told.add("tls")
            before.append(TLS_STARTED)
        if b" A=" in fields and "auth" not in told:
            told.add("auth")
            before.append(Authenticated())
        if key is None:
            return alone(*before, *events)
        return [(key, e) for e in (*before, *events)]

    def _rejected(self, line: bytes, at: int) -> Sequence[Item]:
        match = grammar.REJECTED.match(line, at)
        if match is None:
            return NOTHING
        self.dump = match["data"] is not None
        text = match["text"] or b""
        if grammar.NAMED.search(text):
            return NOTHING
        lines = replies(text)
        if not lines and (
            match["verb"] in (b"MAIL", b"RCPT") or match["data"] or match["connection"]
        ):
            code = 451 if match["temporarily"] else 550
            lines = [
                reply.make(
                    code, text.partition(b"\\n")[0].decode("utf-8", "surrogateescape"), assumed=True
                )
            ]
        if not lines:
            return NOTHING
        name = (
            b"EHLO"
            if match["hello"]
            else match["verb"]
            or (
                b"initial"
                if match["connection"]
                else b"DATA"
                if match["data"] == b"DATA"
                else b"end"
            )
        )
        return self._session(match, _COMMANDS[name], *lines)

    def _authenticator(self, line: bytes, at: int) -> Sequence[Item]:
        match = grammar.AUTH_FAILED.match(line, at)
        if match is not None:
            text = match["reply"].partition(b" (set_id=")[0]
            lines = replies(text) if not grammar.NAMED.search(text) else []
            return self._session(match, _COMMANDS[b"AUTH"], *lines) if lines else NOTHING
        match = grammar.CLIENT_AUTH.match(line, at)
        lines = replies(match["reply"]) if match is not None else []
        return alone(_COMMANDS[b"AUTH"], *lines) if lines else NOTHING

    def _callout(self, line: bytes, at: int) -> Sequence[Item]:
        """What another server said when it was asked whether it knows an address."""
        match = grammar.CALLOUT.match(line, at)
        if match is None:
            return NOTHING
        if match["error"]:
            return self._answered(line, match.end())
        lines = replies(line[match.end() :])
        return (
            alone(_COMMANDS.get(match["sent"].partition(b" ")[0], UNSHOWN), *lines)
            if lines
            else NOTHING
        )

    def _delivery(self, line: bytes, at: int) -> Sequence[Item]:
        match = grammar.DELIVERY.match(line, at)
        if match is None:
            return NOTHING
        # after the last command of a group the reply may be to an earlier one, and LMTP's "DATA"
        # may be the message
        unclear = match["pipelined"] or (match["lmtp"] and line.startswith(b"DATA: ", match.end()))
        found = self._answered(
            line, match.end(), UNSHOWN if unclear else MESSAGE_END if match["prdr"] else None
        )
        # one reply is told of the host and of each address that it concerns
        reason = hash((line[:16], match["host"], line[at - 24 : at], line[match.end() :]))
        if not found or reason in self.reasons:
            return NOTHING
        if len(self.reasons) >= KEPT:
            self.reasons.clear()
        self.reasons.add(reason)
        return found

    def _answered(self, line: bytes, at: int, command: Command | None = None) -> Sequence[Item]:
        """What a remote server answered: "RCPT TO:<b@d.example>: 550 No"."""
        stage = grammar.STAGE.match(line, at)
        lines = replies(grammar.AFTER.sub(b"", line[stage.end() :])) if stage is not None else []
        if stage is None or not lines:
            return NOTHING
        return alone(
            command or _COMMANDS[stage["verb"] or stage["plain"].partition(b" ")[0]], *lines
        )

    def _connection(self, line: bytes, at: int) -> Sequence[Item]:
        match = grammar.CONNECTION.match(line, at)
        if match is None:
            match = grammar.DROPPED.match(line, at)
            if match is None or not match["port"]:
                return NOTHING
            side = DROPPED if match["how"].startswith(b"SMTP") else LEFT
        elif not match["port"]:
            return NOTHING
        else:
            side = LEFT if match["what"] == b"lost" else CLOSED
        key = match["address"], match["port"]
        self.known.pop(b"%b:%b" % key, None)
        if match.re is grammar.CONNECTION and match["what"].startswith(b"("):
            port = grammar.PORT.search(match["fields"] + b" ")
            return ((key, Connect(int(port[1]) if port else 0)),)
        return ((key, side),)

    def sniff(self, head: Sequence[bytes]) -> float:
        """Its time stamps are those of many programs: only what Exim says is a mark."""
        lines = [line for line in head if line.strip()]
        sure = sum(
            1
            for line in lines
            if (match := grammar.HEAD.match(line)) is not None
            and grammar.SAYS.match(line, match.end())
        )
        return max(
            super().sniff(head), 0.35 + 0.15 * sure / len(lines) if sure else 0.0
        )  # a reject log is mostly headers of messages
