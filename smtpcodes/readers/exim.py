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
from typing import ClassVar

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, CODE, DATE, FAILURE_CODE, FINAL_CODE
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

_TIME = DATE + rb" " + CLOCK + rb"(?:\.[0-9]{3,6})?(?: [+-][0-9]{4})? "
_ID = (
    rb"(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}"
    rb"|[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}) "
)
_HEAD = late(_TIME + rb"(?:[^\s\[\]]{1,255} exim[0-9a-z_.-]{0,20}\[[0-9]{1,10}\]: )?")
_MORE = late(
    rb"(?:\[[0-9]{1,3}[/\\][0-9]{1,3}\] )?(?:"
    + _TIME
    + rb")?(?:\[[0-9]{1,10}\] )?(?P<id>"
    + _ID
    + rb")?"
)
# H=host (helo) [address]:port
_PEER = (
    rb"(?:H=)?(?:[^\s()\[\]=:]{1,255} )?(?:\([^\s()]{0,255}\) )?\["
    rb"(?P<address>[0-9A-Za-z.:%]{2,60})\](?::(?P<port>[0-9]{1,5}))?"
)
_FIELDS = rb"(?P<fields>(?: (?!F=)[A-Za-z]{1,4}=(?:\"[^\"]{0,500}\"|(?!\")[^\s]{0,500}))*?)"
_SENDER = rb"(?: F=<(?:\"[^\"]{0,300}\"|[^<>\s\"]){0,400}>(?P<login> A=[^\s]{1,400})?)?"
_ARGUMENT = rb"(?P<argument><(?:\"[^\"]{0,300}\"|[^<>\"]){0,600}>|[^\s:]{1,300})"
_AUTH_FAILED = late(
    rb"[^\s]{1,64} authenticator (?:failed|defer) for (?:"
    + _PEER
    + rb"|U=[^\s:]{1,64})"
    + _FIELDS
    + rb": (?P<reply>"
    + FINAL_CODE
    + rb"[ -].*)",
    re.S,
)
_REJECTED = late(
    rb"(?:"
    + _PEER
    + rb"|U=[^\s]{1,64})"
    + _FIELDS
    + _SENDER
    + rb" (?P<temporarily>temporarily )?rejected "
    rb"(?:(?P<verb>MAIL|RCPT|AUTH|VRFY|EXPN|ETRN|STARTTLS|(?P<hello>EHLO or HELO)) "
    + _ARGUMENT
    + rb"|(?P<data>after DATA|during MIME ACL checks|DATA)"
    rb"|(?P<connection>connection) in \"connect\" ACL)(?:: (?P<text>.*))?$",
    re.S,
)
_HOST = rb"[^\s]{1,255} \[[^\]\s]{1,46}\](?::[0-9]{1,5})?"
_CALLOUT = late(
    rb"(?:"
    + _PEER
    + rb"|U=[^\s]{1,64})"
    + _FIELDS
    + rb" (?:sender|recipient) verify (?:fail|defer) for "
    + _ARGUMENT
    + rb": (?:Could not complete (?:sender|recipient) verify callout: )?(?:"
    + _HOST
    + rb" ?: )?"
    rb"(?:(?P<error>SMTP error from remote mail server after )"
    rb"|response to \"(?P<sent>[^\"]{1,600})\"(?: from " + _HOST + rb")? was: )"
)
_CONNECTION = late(
    rb"SMTP connection from "
    + _PEER
    + _FIELDS
    + rb" (?P<what>\(TCP/IP connection count|closed by|lost|closed after|D=)"
)
_DROPPED = late(
    rb"(?P<how>SMTP call from|unexpected disconnection while reading SMTP command from) " + _PEER
)
_PORT = late(rb" I=\[[^\]]{0,46}\]:([0-9]{1,5})")
_DELIVERY = late(
    rb"(?:(?:\*\*|==|>>) (?:\"[^\"]{0,300}\""
    rb"|[^\s\"]){1,600}(?: \([^\s()]{0,300}\))?(?: <[^<>]{0,400}>)?"
    rb"(?: F=<[^<>]{0,400}>)?(?: P=<[^<>]{0,400}>)?"
    rb" R=[^\s]{1,64} T=[^\s]{1,64}(?: defer \([^\s()]{1,6}\):?)?(?: :)? )?"
    rb"(?:H=(?P<host>[^\s]{1,255} \[[^\]\s]{1,46}\])(?::[0-9]{1,5})?(?: DS)?\*?"
    rb"(?: (?!SMTP error)[A-Za-z]{1,4}=(?:\"[^\"]{0,500}\""
    rb"|(?!\")[^\s]{0,500}))*?(?: ?:)? )?"
    rb"(?:SMTP error from remote mail server|(?P<lmtp>LMTP error)"
    rb"|(?P<prdr>PRDR error)) after (?P<pipelined>pipelined )?"
)
_STAGE = late(
    rb"(?:(?P<plain>initial connection|end of data|sending data block|STARTTLS|DATA"
    rb"|QUIT|RSET|(?:EHLO|HELO|LHLO|AUTH|XCLIENT|BDAT|NOOP)(?: [^:]{0,300})?)"
    rb"|(?P<verb>MAIL|RCPT) (?:FROM|TO):<(?:\"[^\"]{0,300}\""
    rb"|[^<>\"]){0,400}>[^:]{0,200}): (?:host [^\s]{1,255} \[[^\]\s]{1,46}\]: )?(?="
    + CODE
    + rb"[ -])"
)
_CLIENT_AUTH = late(
    rb"[^\s]{1,64} authenticator failed H=[^\s]{1,255} \[[^\]\s]{1,46}\](?::[0-9]{1,5})? (?P<reply>"
    + FAILURE_CODE
    + rb"[ -].*)",
    re.S,
)
_SAYS = late(
    rb"(?:"
    + _TIME
    + rb")?(?:\[[0-9]{1,10}\] )?(?:"
    + _ID
    + rb"|H=|U=|SMTP |TLS |Start queue run|End queue run|no host name found"
    rb"|no IP address found|exim "
    rb"|no MAIL in SMTP connection|unexpected |rejected |Warning: |refused connection"
    rb"|[^\s]{1,64} authenticator )"
)
_NAMED = late(
    rb"\) \[[0-9A-Za-z.:%]{2,60}\]"
)  # in a text: the end of a name that a client gave, with blanks
_AFTER = late(rb"(?: (?:DT|QT|RT|H|X|CV|DN|L|K)=[^\s]{1,200})+$")
_DUMP = late(rb"Envelope-(?:from|to): |[A-Z* ]  ?[A-Za-z][A-Za-z0-9-]{0,60}: |\t| {2}|-{20,}$")

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
        match = _HEAD.match(line)
        if match is not None:
            at = match.end()
        else:
            head = _syslog.head(line) if b"exim" in line[:300] else None
            if head is None or not head.program.startswith(b"exim"):
                return self._other(line)
            at = head.start
        match = _MORE.match(line, at)
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
        if self.dump and _DUMP.match(line):
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
        match = _REJECTED.match(line, at)
        if match is None:
            return NOTHING
        self.dump = match["data"] is not None
        text = match["text"] or b""
        if _NAMED.search(text):
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
        match = _AUTH_FAILED.match(line, at)
        if match is not None:
            text = match["reply"].partition(b" (set_id=")[0]
            lines = replies(text) if not _NAMED.search(text) else []
            return self._session(match, _COMMANDS[b"AUTH"], *lines) if lines else NOTHING
        match = _CLIENT_AUTH.match(line, at)
        lines = replies(match["reply"]) if match is not None else []
        return alone(_COMMANDS[b"AUTH"], *lines) if lines else NOTHING

    def _callout(self, line: bytes, at: int) -> Sequence[Item]:
        """What another server said when it was asked whether it knows an address."""
        match = _CALLOUT.match(line, at)
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
        match = _DELIVERY.match(line, at)
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
        stage = _STAGE.match(line, at)
        lines = replies(_AFTER.sub(b"", line[stage.end() :])) if stage is not None else []
        if stage is None or not lines:
            return NOTHING
        return alone(
            command or _COMMANDS[stage["verb"] or stage["plain"].partition(b" ")[0]], *lines
        )

    def _connection(self, line: bytes, at: int) -> Sequence[Item]:
        match = _CONNECTION.match(line, at)
        if match is None:
            match = _DROPPED.match(line, at)
            if match is None or not match["port"]:
                return NOTHING
            side = DROPPED if match["how"].startswith(b"SMTP") else LEFT
        elif not match["port"]:
            return NOTHING
        else:
            side = LEFT if match["what"] == b"lost" else CLOSED
        key = match["address"], match["port"]
        self.known.pop(b"%b:%b" % key, None)
        if match.re is _CONNECTION and match["what"].startswith(b"("):
            port = _PORT.search(match["fields"] + b" ")
            return ((key, Connect(int(port[1]) if port else 0)),)
        return ((key, side),)

    def sniff(self, head: Sequence[bytes]) -> float:
        """Its time stamps are those of many programs: only what Exim says is a mark."""
        lines = [line for line in head if line.strip()]
        sure = sum(
            1
            for line in lines
            if (match := _HEAD.match(line)) is not None and _SAYS.match(line, match.end())
        )
        return max(
            super().sniff(head), 0.35 + 0.15 * sure / len(lines) if sure else 0.0
        )  # a reject log is mostly headers of messages
