"""msmtp --debug, and its log file.

    <-- 220 mx.example.test ESMTP Postfix                           (msmtp 1.8.23)
    msmtp: server message: 535-5.7.8 Username and Password not accepted.
    Aug 23 09:16:33 host=mx.example.test tls=on auth=on user=alice from=a@client.example \
recipients=b@d.example mailsize=273 smtpstatus=250 smtpmsg='250 2.0.0 OK' exitcode=EX_OK

``server message:`` repeats the reply. The settings that ``--debug`` prints first may show how the
password is got. A line of the log file is a session: its last reply, and what it answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.late import late
from smtpcodes.readers._fields import replies
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees
from smtpcodes.session.events import CONNECTION, MESSAGE_END, Close

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_SETTINGS = (
    rb"(?:host|port|source ip|proxy host|proxy port|socket|timeout|protocol|domain|auth"
    rb"|user|password|passwordeval|ntlmdomain|tls|tls_\w{1,40}|auto_from"
    rb"|maildomain|from|from_full_name|allow_from_override|set_\w{1,30}"
    rb"|remove_bcc_headers|undisclosed_recipients|dsn_\w{1,10}|logfile\w{0,20}|syslog"
    rb"|aliases|eval|add_\w{1,40}) += "
)
# msmtp_get_log_info(); the time stands in whatever form the user likes
_LOGGED = late(
    rb".{0,80}?(?<![\w=])host=(\S{1,255}) tls=(?:on|off) auth=(?:on"
    rb"|off) (?:user=\S{1,320} )?from=[^\s\x22]{0,320} recipients=[^\s\x22]{0,100000}"
    rb"(?: mailsize=\d{1,15})?(?: smtpstatus=\d{1,3} smtpmsg='(.*))?",
    re.S,
)
_TOLD = late(rb"errormsg='([A-Za-z ]{4,60})")
_STAGES = (
    (b"authentication failed", b"AUTH"),
    (b"envelope from address", b"MAIL"),
    (b"recipient address", b"RCPT"),
    (b"the server does not accept mail data", b"DATA"),
    (b"the server did not accept the mail", b"."),
    (b"cannot get initial", b""),
    (b"command STARTTLS", b"STARTTLS"),
    (b"command EHLO", b"EHLO"),
    (b"command HELO", b"HELO"),
)


class Msmtp(Marked):
    NAME = FAMILY = "msmtp"
    MARKS = (
        *(b"\n-->", b"\n<--", b" = ", b"\nmsmtp: ", b"\nusing account ", b"\nloaded "),
        *(b"\nignoring ", b"\nreading recipients", b"\nenvelope from", b"\nfalling back"),
        *(b"\nTLS session", b"\nTLS certificate", b" recipients="),
    )
    TITLE = "msmtp --debug, and its log file"
    SHOWS = "the whole dialogue (log file: the last reply)"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE | Sees.TRAILING

    LINE = late(rb"(?:(?P<c>-->)|(?P<s><--))(?: |$)")
    CONNECTED = late(rb"host += (?P<host>\S{1,255})$")
    PASSED = late(
        rb"msmtp: |" + _SETTINGS + rb"|(?:using account |loaded (?:system|user) configuration file"
        rb"|ignoring (?:system|user) configuration file|reading recipients from"
        rb"|envelope from address|falling back to default account"
        rb"|TLS session parameters:|TLS certificate information:)"
    )

    EXAMPLES: ClassVar = (
        b"<-- 220 mx.example.net ESMTP\n"
        b"--> EHLO localhost\n"
        b"<-- 250 AUTH PLAIN\n"
        b"--> AUTH PLAIN [redacted]\n"
        b"<-- 535 5.7.8 Authentication failed\n",
    )
    FORGED: ClassVar = (b"--> EHLO <-- 535 5.7.8 no\n",)
    CUT: ClassVar = (b"<-- 2\n",)

    def __init__(self) -> None:
        super().__init__()
        self.logged = 0

    def take(self, line: bytes) -> Sequence[Item] | None:
        items = super().take(line)
        if items is not None or b" recipients=" not in line:
            return items
        match = _LOGGED.match(line)
        if match is None:
            return None
        text = match.group(2)
        if text is None:
            return NOTHING
        end = text.rfind(b"' exitcode=")
        told = text.rfind(b"' errormsg='", 0, end if end >= 0 else len(text))
        found = replies(text[: told if told >= 0 else end if end >= 0 else len(text)])
        if not found:
            return NOTHING
        self.logged += 1
        key = ("log", self.logged)
        return [
            (key, _stage(text[told + 2 :] if told >= 0 else b"")),
            *((key, x) for x in found),
            (key, Close()),
        ]

    def hidden(self, line: bytes) -> bytes | None:
        match = _SECRET.match(line)
        return match.group(1) if match is not None else None


def _stage(told: bytes) -> Command:
    """The command that the last reply answers."""
    if not told:
        return MESSAGE_END  # all went well
    match = _TOLD.match(told)
    said = match.group(1) if match is not None else told[10:]
    stage = next((stage for words, stage in _STAGES if said.startswith(words)), None)
    if stage is None:
        return Command(b"", commands.UNKNOWN, b"", Form.ASSUMED)
    if stage == b"AUTH":
        return Command(stage, "AUTH", b"", Form.ARGUMENT | Form.ASSUMED | Form.MASKED)
    if stage in (b".", b""):
        return MESSAGE_END if stage else CONNECTION
    return Command(stage, stage.decode("ascii"), b"", Form.ARGUMENT | Form.ASSUMED)


_SECRET = late(rb"password(?:eval)? = (?!\*$|\(not set\)$)(.+)$")
