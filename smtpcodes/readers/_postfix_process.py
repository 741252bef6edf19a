"""The processes of Postfix: which daemon it is, and what is remembered of its session."""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form
from smtpcodes.readers import _syslog
from smtpcodes.readers._fields import AUTH
from smtpcodes.readers._marked import local
from smtpcodes.readers._postfix import DAEMONS, STRANGERS, peer
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees
from smtpcodes.session.events import (
    CONNECTION,
    LOST,
    MESSAGE_END,
    TLS_STARTED,
    UNKNOWN,
    YES,
    Close,
    Connect,
    Line,
)

VERBOSE = DIALOGUE & ~Sees.ORDER | Sees.TIMES
CONNECT, DISCONNECT, TLS, WARNING = range(4)
# a daemon that tells nothing; no Postfix; three that tell in their own way
NOTHING_TOLD, STRANGER, POSTSCREEN, CLEANUP, ERROR = range(5)
# how the texts of smtpd and smtp begin
WORDS: dict[bytes, int | Close] = {
    b"connect ": CONNECT,
    b"disconne": DISCONNECT,
    b"warning:": WARNING,
    b"fatal: n": WARNING,  # no SASL authentication mechanisms
    b"Anonymou": TLS,
    b"Trusted ": TLS,
    b"Untruste": TLS,
    b"Verified": TLS,
    b"TLS conn": TLS,
    b"lost con": Close("client"),
    b"timeout ": Close("server"),
    b"too many": Close("server"),
}
_ARGUMENT = Form.ARGUMENT
# what follows "reject: " in smtpd, and "in reply to " in smtp
STAGES = {
    b"CONNECT": CONNECTION,
    b"END-OF-MESSAGE": MESSAGE_END,
    b"end of DATA": MESSAGE_END,
    b"AUTH": AUTH,
    b"MAIL FROM": Command(b"MAIL", "MAIL", b"", _ARGUMENT),
    b"RCPT TO": Command(b"RCPT", "RCPT", b"", _ARGUMENT),
    b"final RSET": Command(b"RSET", "RSET", b""),
}
STAGES.update(
    (v, Command(v, v.decode(), b"", _ARGUMENT))
    for v in b"MAIL RCPT EHLO HELO LHLO VRFY ETRN BDAT XFORWARD XCLIENT".split()
)
STAGES.update(
    (v, Command(v, v.decode(), b"")) for v in (b"DATA", b"STARTTLS", b"RSET", b"NOOP", b"QUIT")
)
PORTS = {b"submission": 587, b"submissions": 465, b"smtps": 465}


class Process:
    """A process of smtpd or smtp, and what is remembered of its session. key: the session's.

    held: what the log has told so far, while no command and no reply was among it; None afterwards.
    Most sessions tell nothing else, and are only counted.
    """

    __slots__ = (
        "authenticated",
        "begin",
        "close",
        "dead",
        "failed",
        "fresh",
        "held",
        "key",
        "secured",
        "server",
        "starttls",
        "verbose",
    )

    def __init__(self, key: bytes, server: bool, port: int) -> None:
        self.key = key
        self.server = server  # smtpd; smtp and lmtp are clients
        self.begin: Item = (key, Connect(port, YES if port == 465 else UNKNOWN))
        self.secured: Item | None = (key, TLS_STARTED) if server and port != 465 else None
        self.close: Close | None = None
        self.held: list[Item] | None = None
        self.fresh = self.verbose = self.starttls = self.authenticated = self.dead = False
        self.failed = 0

    def connected(self) -> None:
        """A session begins."""
        self.held = [self.begin]
        self.close = None
        self.fresh = True
        self.verbose = self.authenticated = False
        self.failed = 0

    def dies(self) -> bool:
        """Its back end for passwords does not answer: is that news?"""
        dead, self.dead = self.dead, True
        return not dead

    def dialogue(self, line: bytes, at: int) -> Sequence[Item]:
        """-v: "> host[ip]: 250 2.1.0 Ok"; ">" is what this side sends."""
        end = peer(line, at + 2)
        if end < 0:
            return NOTHING
        self.verbose = True
        raw = line[end:]
        if (line[at : at + 1] == b">") is self.server:
            answer = reply.parse(raw)
            if answer is None:
                return ((self.key, LOST),)
            if answer.code == 220 and (self.fresh if self.server else not self.starttls):
                self.fresh, self.held = False, None
                begin = self.begin[1]
                assert isinstance(begin, Connect)
                return (
                    self.key,
                    Connect(
                        begin.port, begin.tls, local(line[at + 2 : end].partition(b"[")[2]), VERBOSE
                    ),
                ), (self.key, answer)
            self.starttls = False
            return ((self.key, answer),)
        self.fresh, self.held = False, None
        self.starttls = raw[:8].upper() == b"STARTTLS"
        return ((self.key, Line(raw)),)

    def tell(self, *items: Item) -> Sequence[Item]:
        """The items, after those that were held back."""
        held, self.held = self.held, None
        return (*held, *items) if held else items

    def hold(self, item: Item) -> Sequence[Item]:
        if self.held is None:
            return (item,)
        self.held.append(item)
        return NOTHING


def kind(head: _syslog.Head, name: bytes) -> Process | int:
    """What a daemon is by the head of its line: a process, or one of the numbers above."""
    instance, slash, daemon = head.program.rpartition(b"/")
    if not slash or not (instance.startswith(b"postfix") or daemon in DAEMONS):
        return NOTHING_TOLD if head.program in STRANGERS else STRANGER
    if daemon in (b"smtpd", b"smtp", b"lmtp"):
        # master.cf: -o syslog_name=postfix/submission
        service = instance.rpartition(b"/")[2].rpartition(b"-")[2]
        return Process(name, daemon == b"smtpd", PORTS.get(service, 0))
    return {b"postscreen": POSTSCREEN, b"cleanup": CLEANUP, b"error": ERROR, b"retry": ERROR}.get(
        daemon, NOTHING_TOLD
    )
