"""Dovecot's submission service; its IMAP and POP3 services are no SMTP.

    Nov 23 22:53:46 mx dovecot: submission-login: Debug: smtp-server: conn 192.0.2.7:57284 [1]: \
Received new command: EHLO client.example
    Nov 23 22:54:04 submission-login: Debug: smtp-server: conn 192.0.2.7:42870 [1]: command AUTH: \
535 reply: Sent: 535 5.7.8 Authentication failed.
    Nov 23 22:54:04 submission-login: Info: Disconnected: Connection closed (auth failed, 1 \
attempts in 2 secs): user=<a>, method=PLAIN, rip=192.0.2.7

Dovecot 2.3.19 (Debian 12). The dialogue needs mail_debug; the lines of a reply are joined with
blanks, without their codes. A log-in that succeeds leaves the log of submission-login, its 235 is
not logged.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply, sasl
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, CLOCK, DATE, LOOSE_MONTH_DAY
from smtpcodes.readers import _syslog
from smtpcodes.readers._fields import address_end, alone
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import LOST, Authenticated, Close, Connect, Failed, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_SERVICES = (
    rb"submission-login|submission|lmtp|imap-login|pop3-login|imap|pop3|auth"
    rb"|auth-worker|lda|doveadm|master|config|anvil|stats|log|ssl-params"
    rb"|managesieve-login|managesieve|replicator|indexer|indexer-worker|dict|dict-async"
    rb"|imap-urlauth|imap-urlauth-login|imap-hibernate|script|tcpwrap|quota-status"
    rb"|dsync-server"
)
_SERVICE = (
    rb"(?P<service>"
    + _SERVICES
    + rb")(?:\([^\s()]{0,300}\))?(?:<[^\s<>]{0,80}>){0,3}: (?:(?P<level>Debug|Info"
    rb"|Warning|Error|Fatal|Panic): )?"
)
_TEXT = late(_SERVICE)
_HEAD = late(
    rb"(?:(?:"
    + LOOSE_MONTH_DAY
    + rb"|"
    + DATE
    + rb")[ T]"
    + CLOCK
    + rb"(?:[.,][0-9]{1,9})?(?:Z|[+-][0-9:]{4,6})? )?(?:@[0-9a-f]{24} )?"
    rb"(?:(?:[^\s\[\]]{1,255} )??dovecot(?:\[[0-9]{1,10}\])?: )?" + _SERVICE
)
_CONN = late(
    rb"smtp-server: conn (?P<key>[^\s]{1,80} \[[0-9]{1,10}\]): "
    rb"(?:(?P<what>Connection created|Received new command: |Received AUTH response: "
    rb"|Sent: |Disconnected)|command (?P<verb>[^\s:]{0,40}): " + ANY_CODE + rb" reply: Sent: )"
)
_ATTEMPTS = late(
    rb"[^:]{0,200}: ?[^(]{0,200}\((?:[^()]{0,100}\) \()?auth failed, [0-9]{1,6} "
    rb"attempts|Aborted login[^(]{0,100}\(auth failed|Disconnected \(auth failed"
)
DEBUG = Sees.COMMANDS | Sees.REPLIES | Sees.SASL | Sees.RESPONSES | Sees.STARTTLS | Sees.TIMES


class Dovecot(Reader):
    NAME = FAMILY = "dovecot"
    MARKS = tuple(
        name.rpartition(b"-")[2] + end
        for name in _SERVICES.split(b"|")
        for end in (b":", b"(", b"<")
    )
    TITLE = "Dovecot's submission service"
    SHOWS = "failed log-ins; with mail_debug commands and replies"
    HIDES = "the reply to a log-in that succeeds, the lines of a reply as they were"
    SEES = Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b"Nov 23 22:53:46 mx dovecot: submission-login: Debug: smtp-server: conn "
        b"192.0.2.7:57284 [1]: Connection created\n"
        b"Nov 23 22:53:46 mx dovecot: submission-login: Debug: smtp-server: conn "
        b"192.0.2.7:57284 [1]: Received new command: EHLO client.example\n"
        b"Nov 23 22:54:04 mx dovecot: submission-login: Debug: smtp-server: conn "
        b"192.0.2.7:57284 [1]: command AUTH: 535 reply: Sent: 535 5.7.8 Authentication "
        b"failed.\n",
    )
    FORGED: ClassVar = (
        b"Nov 23 22:53:46 mx dovecot: submission-login: Debug: smtp-server: conn "
        b"192.0.2.7:57284 [1]: Received new command: EHLO 535 reply: Sent: 535 5.7.8 no\n",
    )
    CUT: ClassVar = (
        b"Nov 23 22:54:04 mx dovecot: submission-login: Debug: smtp-server: conn "
        b"192.0.2.7:57284 [1]: command AUTH: 535 reply: Se\n",
    )

    def __init__(self) -> None:
        self.debug = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _HEAD.match(line)
        if match is None:
            head = _syslog.head(line) if b" dovecot" in line[:300] else None
            match = (
                _TEXT.match(line, head.start)
                if head is not None and head.program == b"dovecot"
                else None
            )
            if match is None:
                return None
        service = match["service"]
        if service not in (b"submission-login", b"submission", b"lmtp"):
            return NOTHING
        conn = _CONN.match(line, match.end())
        if conn is None:
            return (
                self._login(line, match.end())
                if service == b"submission-login" and not self.debug
                else NOTHING
            )
        self.debug = True
        key = (service, conn["key"])
        text = line[conn.end() :]
        what = conn["what"]
        if what == b"Connection created":
            return ((key, Connect(sees=DEBUG)),)
        if what in (b"Received new command: ", b"Received AUTH response: "):
            return ((key, Line(text.rstrip())),)
        if what == b"Disconnected":
            gone = (
                b"(fd=-1)" in text or b"(unfinished AUTH" in text
            )  # perhaps handed over to the service behind the log-in
            return ((key, LOST), (key, Close())) if gone else ((key, Close()),)
        found = reply.parse(text[:3] + b" " + text[4:])  # "250-host EXTENSION EXTENSION": one line
        return ((key, found),) if found is not None else NOTHING

    def _login(self, line: bytes, at: int) -> Sequence[Item]:
        """ "Login: user=<a>, method=PLAIN, ..." and "Disconnected: ... (auth failed, 1 attempts
        ...): user=<a>, ..."."""
        user = line.find(b"user=<", at)
        if user < 0:
            return NOTHING
        end = address_end(line, user + 6)
        method = (
            line[end + 9 :].partition(b",")[0].decode("latin-1").upper()
            if line.startswith(b", method=", end)
            else ""
        )
        name = method if method in sasl.MECHANISMS else ""
        if line.startswith(b"Login: user=<", at):
            return alone(Authenticated(name))
        return alone(Failed(name)) if _ATTEMPTS.match(line[at:user]) else NOTHING
