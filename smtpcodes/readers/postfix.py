"""Postfix: what its daemons write to syslog.

    Feb  3 08:29:28 mx postfix/smtpd[21022]: NOQUEUE: reject: RCPT from c.example[192.0.2.7]: 554 \
5.7.1 <b@d.example>: Relay access denied; from=<a@c.example> to=<b@d.example> proto=ESMTP \
helo=<c.example>
    Feb  3 08:29:28 mx postfix/submission/smtpd[21023]: warning: unknown[192.0.2.8]: SASL LOGIN \
authentication failed: authentication failure
    Feb  3 08:29:28 mx postfix/smtp[21024]: 4E74613FE76: to=<b@d.example>, \
relay=mx.d.example[192.0.2.9]:25, delay=1, delays=0/0/1/0, dsn=5.7.0, status=bounced (host \
mx.d.example[192.0.2.9] said: 530 5.7.0 Must issue a STARTTLS command first (in reply to MAIL \
FROM command))

Postfix 3.7 (Debian 12), smtpd/smtpd_check.c and smtp/smtp_trouble.c. A session of smtpd is its
process between "connect from" and "disconnect from"; a delivery of smtp or lmtp is a session of its
own. With -v ("> host[ip]: 250 ...") the whole dialogue is there, and what the other lines repeat of
it is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers import _postfix as grammar
from smtpcodes.readers import _syslog
from smtpcodes.readers._fields import CLOSED, UNSHOWN, joined
from smtpcodes.readers._postfix_process import (
    CLEANUP,
    CONNECT,
    DISCONNECT,
    NOTHING_TOLD,
    POSTSCREEN,
    STAGES,
    STRANGER,
    TLS,
    WARNING,
    WORDS,
    Process,
    kind,
)
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Authenticated, Close, Connect, Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

PROCESSES = 100_000  # remembered; past it, all are forgotten
REMEMBERED = 2_000  # texts of remote servers
MECHANISMS = 500  # names of mechanisms, which a client may choose


class Postfix(Reader):
    NAME = FAMILY = "postfix"
    MARKS = (
        *(b"postfix", b"\n Out: ", b"\n In:  "),
        *(b"/" + name for name in grammar.DAEMONS),
        *(name + end for name in grammar.STRANGERS for end in (b"[", b": ", b" ")),
    )
    TITLE = "Postfix in syslog"
    SHOWS = (
        "refusals of smtpd and postscreen, failed and successful log-ins, what remote "
        "servers said to smtp and lmtp; with -v the whole dialogue"
    )
    HIDES = "without -v: successful replies, most commands, the reply to a failed AUTH"
    SEES = Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b"Feb  3 08:29:28 mx postfix/smtpd[21022]: connect from c.example[192.0.2.7]\n"
        b"Feb  3 08:29:28 mx postfix/smtpd[21022]: NOQUEUE: reject: RCPT from "
        b"c.example[192.0.2.7]: 554 5.7.1 <b@d.example>: Relay access denied; "
        b"from=<a@c.example> to=<b@d.example> proto=ESMTP helo=<c.example>\n"
        b"Feb  3 08:29:28 mx postfix/smtpd[21022]: disconnect from c.example[192.0.2.7]\n",
    )
    FORGED: ClassVar = (
        b"Feb  3 08:29:28 mx postfix/smtpd[21022]: NOQUEUE: filter: RCPT from "
        b"c.example[192.0.2.7]: 250 ok; from=<a@c.example> helo=<reject: RCPT from "
        b"c.example[192.0.2.7]: 535 no>\n",
    )
    CUT: ClassVar = (
        b"Feb  3 08:29:28 mx postfix/smtpd[21022]: NOQUEUE: reject: RCPT from c.exa\n",
    )

    def __init__(self) -> None:
        self.processes: dict[bytes, Process | int] = {}  # by host, program and process id
        self.known = self.processes.get
        self.replies = reply.Memo()
        self.quiet = 0
        self.mechanisms: dict[bytes, tuple[Authenticated, Failed]] = {}
        # hashes of texts: by remote servers, as far as the daemon "error" may repeat it
        self.said: set[int] = set()

    def take(self, line: bytes) -> Sequence[Item] | None:
        # RFC 3164 has the host at a fixed place, RFC 3339 after the first blank
        start = 16 if line[15:16] == b" " else line.find(b" ") + 1
        end = line.find(b"]: ", start)
        process = self.known(line[start:end])
        if process is None:
            process, end = self._meet(line, start, end)
        if not isinstance(process, Process):
            return NOTHING if process == NOTHING_TOLD else self._daemon(process, line, end + 3)
        at = end + 3
        word = WORDS.get(line[at : at + 8])
        if word is None:
            return self._text(process, line, at)
        if word is CONNECT and process.server:
            self.quiet += process.held is not None
            process.connected()
            return NOTHING
        if word is DISCONNECT and process.server:
            return self._disconnect(process, line, at)
        if word is TLS:
            return (
                NOTHING
                if process.verbose or process.secured is None
                else process.hold(process.secured)
            )
        if word is WARNING:
            return self._warning(process, line, at + 9) if process.server else NOTHING
        if isinstance(word, Close):
            process.close = word
        return NOTHING

    def _daemon(self, daemon: int, line: bytes, at: int) -> Sequence[Item] | None:
        """A line of another daemon than smtpd, smtp and lmtp."""
        if daemon == STRANGER:
            return grammar.transcript(line) if line[:1] == b" " else None
        if daemon == POSTSCREEN:
            return self._postscreen(line, at)
        return grammar.cleanup(line, at) if daemon == CLEANUP else self._suspended(line, at)

    def finish(self) -> Sequence[Item]:
        self.quiet += sum(
            1 for p in self.processes.values() if isinstance(p, Process) and p.held is not None
        )
        return NOTHING

    def _meet(self, line: bytes, start: int, end: int) -> tuple[Process | int, int]:
        """A process that was not met before, or whose head is of a rarer form; and where the head
        ends."""
        head = _syslog.head(line)
        if head is None:
            return STRANGER, end
        name = (
            b"%b %b[%b" % (head.host, head.program, head.pid)
            if head.host
            else b"%b[%b" % (head.program, head.pid)
        )
        found = self.processes.get(name)
        if found is None:
            if len(self.processes) >= PROCESSES:
                self.processes.clear()
            found = self.processes[name] = kind(head, name)
        return found, head.start - 3

    def _disconnect(self, process: Process, line: bytes, at: int) -> Sequence[Item]:
        """The end of a session, with the counters of its commands: "auth=0/2" says that two
        failed."""
        process.fresh = False
        if (
            not process.failed
            and line.find(b" auth=0/", at) > 0
            and not process.verbose
            and not process.authenticated
        ):
            return process.tell((process.key, Failed()), (process.key, process.close or CLOSED))
        if process.held is None:
            return ((process.key, process.close or CLOSED),)
        process.held = None
        self.quiet += 1
        return NOTHING

    def _text(self, process: Process, line: bytes, at: int) -> Sequence[Item]:
        """Another line of smtpd, smtp or lmtp: with a queue id, or of the dialogue."""
        colon = line.find(b": ", at, at + 24)
        if colon > 0 and line[at:colon].isalnum():
            if process.verbose:
                return NOTHING
            return (
                self._queued(process, line, colon + 2)
                if process.server
                else self._delivery(process.key, line, at, colon + 2)
            )
        if line.startswith(b"proxy-reject: ", at) and process.server and not process.verbose:
            return self._queued(process, line, at)
        return process.dialogue(line, at) if line[at : at + 2] in (b"> ", b"< ") else NOTHING

    def _warning(self, process: Process, line: bytes, at: int) -> Sequence[Item]:
        """ "c.example[192.0.2.7]: SASL LOGIN authentication failed: ...": the same for 454 and for
        535."""
        if line.startswith(grammar.DEAD, at) or line.startswith(grammar.NO_MECHANISMS, at - 2):
            return ((process.key, Failed()),) if process.dies() else NOTHING
        end = grammar.peer(line, at)
        if end < 0 or not line.startswith(b"SASL ", end) or process.verbose:
            return NOTHING
        blank = line.find(b" ", end + 5)
        if not line.startswith((b" authentication failed", b" authentication aborted"), blank):
            return NOTHING
        process.failed += 1
        if line.startswith(b" authentication aborted", blank):
            return NOTHING
        return process.tell((process.key, self._mechanism(line[end + 5 : blank])[1]))

    def _mechanism(self, name: bytes) -> tuple[Authenticated, Failed]:
        found = self.mechanisms.get(name)
        if found is None:
            known = grammar.mechanism(name) if len(self.mechanisms) < MECHANISMS else ""
            found = Authenticated(known), Failed(known)
            if len(self.mechanisms) < MECHANISMS:
                self.mechanisms[name] = found
        return found

    def _queued(self, process: Process, line: bytes, at: int) -> Sequence[Item]:
        """What smtpd writes after the queue id, or after NOQUEUE."""
        if line.startswith(b"client=", at):
            if line[-1:] == b"]":
                return NOTHING
            comma = line.find(b", sasl_method=", at)
            if comma < 0 or line.find(b" ", at) != comma + 1 or process.authenticated:
                return NOTHING
            process.authenticated = True
            item = process.key, self._mechanism(line[comma + 14 :].partition(b",")[0])[0]
            return process.tell(item) if self.tells_all else process.hold(item)
        found = grammar.refusal(line, at)
        if found is None:
            return NOTHING
        stage, text = found
        items = self._exchange(process.key, stage, text)
        return process.tell(*items) if process.held is not None and items else items

    def _delivery(self, process: bytes, line: bytes, at: int, text: int) -> Sequence[Item]:
        """What smtp and lmtp write after the queue id: a remote server's reply."""
        if line.startswith(b"to=<", text):
            if (
                line.startswith(b"sent ", line.find(b", status=", line.find(b">, ", text)) + 9)
                and line[text + 4 : text + 5] != b'"'
            ):
                return NOTHING
            text = grammar.status(line, text + 4)
            if text < 0:
                return NOTHING
            line = line.rstrip()
            line = line[:-1] if line.endswith(b")") else line
        found = grammar.said(line, text)
        key = (process, line[at:text].partition(b": ")[0])
        if found is None:
            return ((key, Failed()), (key, CLOSED)) if grammar.gave_up(line, text) else NOTHING
        stage, answer = found
        if len(self.said) >= REMEMBERED:
            self.said.clear()
        self.said.add(hash(answer))
        items = self._exchange(key, stage, answer)
        return (*items, (key, CLOSED)) if items else NOTHING

    def _postscreen(self, line: bytes, at: int) -> Sequence[Item]:
        """postscreen has many sessions in one process: the client's address and port tell them
        apart."""
        if line.startswith((b"CONNECT from [", b"DISCONNECT [", b"PASS NEW [", b"PASS OLD ["), at):
            bracket = line.index(b"[", at)
            key = (b"postscreen", line[bracket:].partition(b" ")[0])
            return ((key, Connect() if line[at : at + 1] == b"C" else CLOSED),)
        colon = line.find(b": ", at, at + 24)
        if colon < 0 or not line[at:colon].isalnum():
            return NOTHING
        found = grammar.refusal(line, colon + 2)
        if found is None:
            return NOTHING
        stage, text = found
        bracket = line.find(b"[", colon)
        return self._exchange((b"postscreen", line[bracket:].partition(b": ")[0]), stage, text)

    def _suspended(self, line: bytes, at: int) -> Sequence[Item]:
        """The daemon "error" gives the last reply of the destination for each message that it holds
        back: told once."""
        colon = line.find(b": ", at, at + 24)
        if colon < 0 or not line.startswith(b"to=<", colon + 2):
            return NOTHING
        text = grammar.status(line, colon + 6)
        if text < 0 or not line.startswith(grammar.SUSPENDED, text - len(grammar.SUSPENDED)):
            return NOTHING
        found = grammar.said(line.rstrip().removesuffix(b")"), text)
        return (
            self._delivery(b"error", line, at, colon + 2)
            if found is not None and hash(found[1]) not in self.said
            else NOTHING
        )

    def _exchange(self, key: object, stage: bytes, text: bytes) -> Sequence[Item]:
        """The command of a stage, and its reply."""
        command = STAGES.get(stage, UNSHOWN)
        if text[3:4] == b" ":
            answer = self.replies.line(text)
            return ((key, command), (key, answer)) if answer is not None else NOTHING
        code = text[:3]  # a line feed is logged as a blank, or as "?"
        text = text.replace(b"?" + code + b"-", b" " + code + b"-").replace(
            b"?" + code + b" ", b" " + code + b" "
        )
        answers = [x for raw in joined(text) if (x := self.replies.line(raw)) is not None]
        return ((key, command), *((key, answer) for answer in answers)) if answers else NOTHING
