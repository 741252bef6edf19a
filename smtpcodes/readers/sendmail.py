"""Sendmail: syslog, the traffic log of -X, and what -v prints.

    Feb 25 03:01:10 mx sm-mta[27713]: s1P819mk027713: ruleset=check_rcpt, arg1=<b@d.example>, \
relay=c.example [192.0.2.7], reject=550 5.7.1 Relaying denied
    Feb 25 04:02:27 mx sendmail[16664]: 06I02CNi016764: AUTH failure (LOGIN): authentication \
failure (-13) SASL(-13), user=a, relay=[192.0.2.8]
    16067 >>> 250 2.1.0 <a@c.example>... Sender ok

Sendmail 8.17.1 (Debian 12). In -X ">>>" is what this process sent: a server a reply, a client a
command. In syslog a session is a queue id of a process; what has none stands alone. From LogLevel
14 on the dialogue is there ("<--", "---"), and what the other lines repeat of it is left out. "403
4.7.0" is what Sendmail itself says of TLS that failed, no reply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply, sasl
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE
from smtpcodes.readers import _syslog
from smtpcodes.readers._fields import AUTH, CLOSED, UNSHOWN, address_end, alone, joined, verb
from smtpcodes.readers._sides import Sides
from smtpcodes.readers.base import DIALOGUE, NOTHING, Event, Item, Reader, Sees
from smtpcodes.session.events import (
    CONNECTION,
    LOST,
    MESSAGE_END,
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

TRAFFIC = DIALOGUE & ~Sees.ORDER
_TRAFFIC = late(rb"(?P<pid>[0-9]{5,10}) (?P<mark>>>>|<<<|===) ?(?P<text>.*)", re.S)
_QUEUE = late(rb"(?:\[ID [0-9]{1,10} [a-z0-9.]{1,30}\] )?(?:(?P<id>[0-9A-Za-z]{8,20}|NOQUEUE): )?")
_CONNECTING = late(rb"[^\s]{1,300}\.\.\. Connecting to [^\s]{1,255}(?: port [0-9]{1,5})? via ")
_CODE = late(CODE + rb"(?:[ -]|$)")
_STAGES: dict[bytes, Command] = {
    b"check_rcpt": verb(b"RCPT"),
    b"check_mail": verb(b"MAIL"),
    b"check_relay": CONNECTION,
    b"check_vrfy": verb(b"VRFY"),
    b"check_expn": verb(b"EXPN"),
    b"check_etrn": verb(b"ETRN"),
    b"check_data": Command(b"DATA", "DATA", b""),
    b"check_eoh": MESSAGE_END,
    b"check_eom": MESSAGE_END,
}
_MILTER = (
    (b"to=<", _STAGES[b"check_rcpt"]),
    (b"from=<", _STAGES[b"check_mail"]),
    (b"data, ", MESSAGE_END),
    (b"connect: ", CONNECTION),
    (b"helo=", verb(b"EHLO")),
)
_OWN = (b"tls_server", b"tls_rcpt", b"try_tls")  # rulesets of a client
PROGRAMS = (b"sendmail", b"sm-")
KEPT = 20_000


class Sendmail(Reader):
    NAME = FAMILY = "sendmail"
    MARKS = (
        *(b"0 >>>", b"0 <<<", b"0 ===", b"sendmail", b"\nsm-", b" sm-", b"/sm-"),
        b"... Connecting to ",
    )
    TITLE = "Sendmail in syslog, with -X and with -v"
    SHOWS = (
        "refusals with their replies, log-ins and their failures; with -X and -v the whole dialogue"
    )
    HIDES = "in syslog: successful replies, most commands, the reply to a failed AUTH"
    SEES = Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b"Feb 25 03:01:10 mx sm-mta[27713]: s1P819mk027713: ruleset=check_rcpt, "
        b"arg1=<b@d.example>, relay=c.example [192.0.2.7], reject=550 5.7.1 Relaying "
        b"denied\n"
        b"Feb 25 03:01:11 mx sm-mta[27713]: s1P819mk027713: from=<a@c.example>, size=0, "
        b"class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=c.example [192.0.2.7]\n",
    )
    FORGED: ClassVar = (
        b'Feb 25 03:01:11 mx sm-mta[27713]: s1P819mk027713: from=<"reject=535 5.7.8 '
        b'no"@c.example>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, '
        b"relay=c.example [192.0.2.7]\n",
    )
    CUT: ClassVar = (
        b"Feb 25 03:01:10 mx sm-mta[27713]: s1P819mk027713: ruleset=check_rcpt, "
        b"arg1=<b@d.example>, relay=c.exa\n",
    )

    def __init__(self) -> None:
        self.sides = Sides()
        self.verbose = False  # -v: bare replies follow
        self.dialogues: dict[
            bytes, bool
        ] = {}  # processes that log what clients say ("<--"): and what they answer ("---")?

    def take(self, line: bytes) -> Sequence[Item] | None:
        if line[5:6].isdigit() or line[5:9] in (b" >>>", b" <<<", b" ==="):
            match = _TRAFFIC.match(line)
            if match is not None:
                return self._traffic(match)
        head = _syslog.head(line) if b"[" in line[:200] or line[:1] == b"<" else None
        if head is None or not head.program.rpartition(b"/")[2].startswith(PROGRAMS):
            return self._v(line)
        match = _QUEUE.match(line, head.start)
        assert match is not None
        key = (head.host, head.pid, match["id"]) if match["id"] not in (None, b"NOQUEUE") else None
        return self._text(line, match.end(), key, head.pid)

    def _traffic(self, match: re.Match[bytes]) -> Sequence[Item]:
        pid, mark, text = match["pid"], match["mark"], match["text"]
        if mark == b"===":
            return (
                ((pid, CLOSED), (pid, Connect(sees=TRAFFIC)))
                if text.startswith(b"CONNECT ")
                else NOTHING
            )
        if text == b"[EOF]":
            self.sides.forget(pid)
            return ((pid, Close("client") if mark == b"<<<" else CLOSED),)
        received = mark == b"<<<"
        new = pid not in self.sides.servers
        server = self.sides.is_server(pid, received, text, True)
        if received == server:
            return ((pid, Line(text)),)
        found = reply.parse(text)
        if found is None:
            return ((pid, LOST),)
        if new and found.code in (220, 421, 554):
            return (pid, Connect(sees=TRAFFIC)), (pid, found)
        return ((pid, found),)

    def _v(self, line: bytes) -> Sequence[Item] | None:
        """-v: ">>> " are commands, and replies stand alone."""
        if _CONNECTING.match(line):
            self.verbose = True
            return ("-v", CLOSED), ("-v", Connect(sees=TRAFFIC))
        if not self.verbose:
            return None
        if line[:4] == b">>> ":
            return (("-v", Line(line[4:])),)
        text = line[4:] if line[:4] == b"050 " else line
        found = reply.parse(text) if _CODE.match(text) else None
        if found is not None:
            return (("-v", found),)
        return NOTHING if b"... " in line or line.startswith(b"Closing connection to ") else None

    def _text(self, line: bytes, at: int, key: object, pid: bytes) -> Sequence[Item]:
        if self.dialogues.get(pid) and not line.startswith((b"<-- ", b"--- ", b"to="), at):
            return NOTHING
        if line.startswith(b"ruleset=", at):
            return _of_ruleset(line, at, key)
        if line.startswith(b"Milter: ", at):
            return _of_milter(line, at, key)
        if line.startswith(b"AUTH failure (", at):
            name = line[at + 14 : at + 60].partition(b")")[0].decode("latin-1").upper()
            failed = Failed(name if name in sasl.MECHANISMS else "")
            return ((key, failed),) if key else alone(failed)
        return NOTHING if key is None else self._of_session(line, at, key, pid)

    def _of_session(self, line: bytes, at: int, key: object, pid: bytes) -> Sequence[Item]:
        """What is told of a session that has a name."""
        if line.startswith(b"AUTH=server, ", at):
            return ((key, Authenticated()),)
        if line.startswith(b"STARTTLS=server, relay=", at):
            return ((key, TLS_STARTED),)
        if line.startswith(b"<-- ", at):
            if len(self.dialogues) > KEPT:
                self.dialogues.clear()
            self.dialogues.setdefault(pid, False)
            return ((pid, Line(line[at + 4 :])),)
        if line.startswith(b"--- ", at):
            return self._answered(pid, line[at + 4 :])
        if line.startswith(b"lost input channel from ", at):
            return ((key, Close("client")),)
        return _delivery(line, at) if line.startswith(b"to=", at) else NOTHING

    def _answered(self, pid: bytes, text: bytes) -> Sequence[Item]:
        """ "--- 250 2.1.0 <a@c.example>... Sender ok"."""
        known = pid in self.dialogues
        found = reply.parse(text)
        if found is None:
            return NOTHING
        if not known and found.code == 220 and found.enhanced is None:
            self.dialogues[pid] = True
            return (pid, Connect(sees=TRAFFIC)), (pid, found)
        if known:
            self.dialogues[pid] = True
        return ((pid, found),) if known else ((pid, UNSHOWN), (pid, found))


def _of_ruleset(line: bytes, at: int, key: object) -> Sequence[Item]:
    """A check that refused: "ruleset=check_rcpt, arg1=<a@b>, relay=x, reject=550 5.7.1 ..."."""
    comma = line.find(b", arg1=", at)
    if comma < 0 or line[at + 8 : comma] in _OWN:
        return NOTHING
    reject = _reject(line, _value_end(line, comma + 7), line[comma + 7 : comma + 8] == b"<")
    stage = _STAGES.get(line[at + 8 : comma], UNSHOWN)
    return _refused(key, stage, line[reject + 9 :]) if reject > 0 else NOTHING


def _of_milter(line: bytes, at: int, key: object) -> Sequence[Item]:
    """A filter that refused: "Milter: to=<a@b>, reject=550 5.7.1 ..."."""
    for mark, command in _MILTER:
        if line.startswith(mark, at + 8):
            quoted = mark.endswith(b"<")
            end = _value_end(line, at + 8 + len(mark) - 1) if quoted else at
            reject = _reject(line, end, quoted or mark == b"data, ")
            return _refused(key, command, line[reject + 9 :]) if reject > 0 else NOTHING
    return NOTHING


def _reject(line: bytes, at: int, quoted: bool) -> int:
    """Where ", reject=" stands after an argument that ends at `at`; -1 if it is not sure whose it
    is: without angle brackets a client may write the same."""
    found = line.find(b", reject=", at) if at > 0 else -1
    return found if found < 0 or quoted or line.find(b", reject=", found + 1) < 0 else -1


def _value_end(line: bytes, at: int) -> int:
    """Where an argument ends: an address in angle brackets, or what has no comma."""
    return address_end(line, at + 1) if line[at : at + 1] == b"<" else line.find(b",", at)


def _refused(key: object, command: Command, text: bytes) -> Sequence[Item]:
    """A connection that is refused for good is greeted with 220 or 554; what the log tells is said
    to the commands that follow."""
    return _told(
        key, UNSHOWN if command is CONNECTION and not text.startswith(b"421") else command, text
    )


def _told(key: object, command: Command, text: bytes) -> Sequence[Item]:
    found = [x for raw in joined(text) if (x := reply.parse(raw)) is not None]
    if not found:
        return NOTHING
    events: list[Event] = [command, *found]
    return [(key, e) for e in events] if key else alone(*events)


def _delivery(line: bytes, at: int) -> Sequence[Item]:
    """ "to=<b@d.example>, ..., relay=mx [address], dsn=5.1.1, reply=550 5.1.1 ..., stat=User
    unknown"."""
    end = at + 3
    while True:
        end = _value_end(line, end)
        if line[end : end + 2] != b",<":
            break
        end += 1
    found = line.find(b", reply=", end)
    if found > 0:
        stat = line.rfind(b", stat=")
        return _failed(line[found + 8 : stat if stat > found else len(line)])
    found = (
        line.find(b", stat=", end) if line.find(b", mailer=local", end) < 0 else -1
    )  # what a program said
    return _failed(line[found + 7 :].removeprefix(b"Deferred: ")) if found > 0 else NOTHING


def _failed(text: bytes) -> Sequence[Item]:
    return (
        _told(None, AUTH if text[:3] == b"535" else UNSHOWN, text)
        if text[:1] in (b"4", b"5") and text[:3] != b"403"
        else NOTHING
    )
