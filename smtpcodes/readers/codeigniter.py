"""CodeIgniter's print_debugger(): the replies, each after the step that it answers.

    220 mx.example.net ESMTP                                                       (CodeIgniter 4.0)
    hello: 250-mx.example.net
    from: 501 Syntax error in parameters or arguments

"The following SMTP error was encountered" repeats the reply.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import MESSAGE_END

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_STEP = late(rb"(?:<pre>)?(hello|starttls|from|to|data|quit|reset): (?=" + ANY_CODE + rb"[ -])")
_BARE = late(rb"(?:<pre>)?(?=" + ANY_CODE + rb"[ -])")
_ERROR = late(
    rb"(?:<br ?/?>)?The following SMTP error was encountered|Unable to send|<br|User-Agent: |</pre>"
)
_COMMANDS = {
    b"hello": b"EHLO x",
    b"starttls": b"STARTTLS",
    b"from": b"MAIL FROM:<>",
    b"to": b"RCPT TO:<>",
    b"data": b"DATA",
    b"quit": b"QUIT",
    b"reset": b"RSET",
}


class CodeIgniter(Reader):
    NAME = "codeigniter"
    MARKS = (
        *(b"hello: 000", b"starttls: 000", b"from: 000", b"to: 000", b"data: 000", b"quit: 000"),
        b"reset: 000",
    )
    FAMILY = "mailers"
    TITLE = "CodeIgniter's print_debugger()"
    SHOWS = "the replies and the steps that they answer"
    HIDES = "the commands"
    SEES = Sees(0)

    EXAMPLES: ClassVar = (
        b"220 mx.example.net ESMTP\n"
        b"hello: 250-mx.example.net\n"
        b"250 SIZE 1000\n"
        b"from: 501 Syntax error in parameters or arguments\n",
    )
    FORGED: ClassVar = (b"from: 250 Ok from: 535 5.7.8 no\n",)
    CUT: ClassVar = (b"hello: 2\n",)

    def __init__(self) -> None:
        self.begun = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        if _ERROR.match(line):
            return NOTHING
        match = _STEP.match(line)
        if match is not None:
            self.begun = True
            parsed = reply.parse(line[match.end() :].replace(b"<br />", b""))
            step = match.group(1)
            sent = commands.parse(_COMMANDS[step]) if step != b"." else MESSAGE_END
            return ((None, sent), (None, parsed)) if parsed is not None else NOTHING
        bare = _BARE.match(line)
        parsed = reply.parse(line[bare.end() :]) if bare is not None else None
        return ((None, parsed),) if parsed is not None else None

    def sniff(self, head: Sequence[bytes]) -> float:
        lines = [line for line in head if line.strip()]
        steps = sum(1 for line in lines if _STEP.match(line))
        return (
            min(1.0, sum(1 for line in lines if self.take(line) is not None) / len(lines))
            if steps
            else 0.0
        )
