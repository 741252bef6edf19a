"""mox: what each command of a session came to.

    l=debug m="smtp command result" err="user or password not accepted" pkg=smtpserver \\
    kind=submission cmd=auth code=535 ecode=5.7.8 duration=470.113676ms cid=1979a2d4463

mox 0.0.7 to 0.0.15, at the level "debug". The codes are told, and of the text what went wrong; of a
command the verb alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, ENHANCED
from smtpcodes.readers._fields import AUTH, UNSHOWN, verb
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import MESSAGE_END, Close

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_STRING = rb"\"(?:[^\"\\]|\\.){0,2000}\""
_HEAD = late(rb"(?:[^\"]{0,200}?[ `])?l=[a-z]{3,8} m=(" + _STRING + rb") ")
_RESULT = late(
    rb"(?:err=(?P<text>" + _STRING + rb"|\S{1,200}) )?pkg=smtpserver kind=(?:smtp|submission|lmtp)"
    rb" cmd=(?P<cmd>[^\s\"]{1,20}|\"[^\"]{0,20}\")"
    rb" code=(?P<code>"
    + ANY_CODE
    + rb") ecode=(?P<enhanced>"
    + ENHANCED
    + rb")?(?:\"\")? .{0,300}?\bcid=(?P<key>\w{1,40})"
)
_CLOSED = late(rb".{0,400}?\bpkg=smtpserver .{0,100}?\bcid=(?P<key>\w{1,40})")
_VERBS: dict[bytes, Command] = {b"auth": AUTH} | {
    name.lower(): verb(name) for name in (b"EHLO", b"HELO", b"MAIL", b"RCPT")
}
_ALONE = (b"starttls", b"rset", b"noop", b"quit", b"vrfy", b"expn", b"help")


class Mox(Reader):
    NAME = FAMILY = "mox"
    MARKS = (b' m="',)
    TITLE = "mox's results of commands"
    SHOWS = "which command got which code, and why"
    HIDES = "arguments, challenges, SASL responses, the words of replies, 354"
    SEES = Sees(0)
    MARKED = True

    EXAMPLES: ClassVar = (
        b'l=debug m="smtp command result" pkg=smtpserver kind=smtp cmd=ehlo code=250 ecode= '
        b"duration=1ms cid=18b0\n"
        b'l=debug m="smtp command result" err="authentication only allowed on submission ports" '
        b"pkg=smtpserver kind=smtp cmd=auth code=503 ecode=5.5.1 duration=2ms cid=18b0\n",
    )
    FORGED: ClassVar = (
        b'l=debug m="smtp command result" err="x pkg=smtpserver kind=smtp cmd=auth code=535 '
        b'ecode=5.7.8 duration=1ms cid=18b0" pkg=smtpserver kind=smtp cmd=rcpt code=550 '
        b"ecode=5.1.1 duration=1ms cid=18b0\n",
    )
    CUT: ClassVar = (b'l=debug m="smtp command result" pkg=smtpserver kind=smtp cmd=auth co\n',)

    def take(self, line: bytes) -> Sequence[Item] | None:
        head = _HEAD.match(line)
        if head is None:
            return None
        if head[1] == b'"connection closed"':
            closed = _CLOSED.match(line, head.end())
            return ((closed["key"], Close()),) if closed is not None else NOTHING
        found = _RESULT.match(line, head.end()) if head[1] == b'"smtp command result"' else None
        if found is None:
            return NOTHING
        words = (found["code"], found["enhanced"], (found["text"] or b"").strip(b'"'))
        answer = reply.parse(b" ".join(word for word in words if word))
        if answer is None:
            return NOTHING
        return ((found["key"], _command(found["cmd"], answer.code)), (found["key"], answer))

    def sniff(self, head: Sequence[bytes]) -> float:
        hits = sum(1 for line in head if b" pkg=smtpserver " in line and _HEAD.match(line))
        return 0.9 if hits else 0.0


def _command(name: bytes, code: int) -> Command:
    """The command that a result names; of DATA the message, where it was taken."""
    if name in _ALONE:
        return commands.parse(name.upper())
    if name == b"data" and code < 400:
        return MESSAGE_END
    return _VERBS.get(name, UNSHOWN)
