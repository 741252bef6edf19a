"""nodemailer's logger, and smtp-server's.

    [2026-11-23 22:48:50] DEBUG [sUUQkotT9k] S: 220 mx.example.test ESMTP          (nodemailer 10.6)
    [2026-11-23 22:48:50] DEBUG [sUUQkotT9k] C: AUTH PLAIN AGFsaWNlAC8qIHNlY3JldCAqLw==
     INFO  [pXxXxXxXxXx] Connection established to 192.0.2.54:25

The password is replaced by ``/* secret */`` before it is encoded. Older forms: objects with type
and message, and a tree. Errors, as text and as objects, tell one reply twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, CLOCK, DATE
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees
from smtpcodes.session.events import Close, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = (
    rb"\s{0,8}(?:\S{4,40} \S{4,20} \[\w{1,10}\] )?(?:\["
    + DATE
    + rb"[ T]"
    + CLOCK
    + rb"[^\]]{0,10}\]\s{1,4})?(?:DEBUG|INFO|ERROR|WARN|TRACE)\s{1,4}"
)
_KEY = rb"(?:\[#?(?P<key>[\w-]{1,40})\]\s{1,4})?"
_KEYED = late(_HEAD + rb"\[|(?!" + _HEAD + rb")")
_TYPE = late(rb"\{? ?['\"]?type['\"]?: ?['\"](client|server)['\"],?\s*(.*)$")
_MESSAGE = late(
    rb"\s{0,8}['\"]?message['\"]?: ?'(.*)' ?\}?,?$|\s{0,8}['\"]?message['\"]?: ?\"(.*)\" ?\}?,?$"
    rb"|\s{0,8}message: ?'([^']{0,4000}) ?\}$"  # a page took the stars before the quote for its own
)
_ERROR = late(
    rb"[^'\"]{0,40}?['\"]?response['\"]?: ?['\"]("
    + ANY_CODE
    + rb"[ -].{0,4000}?)['\"],?(?: ?\})?$|.{0,160}?Error: [A-Z][\w' ,/-]{2,80}: (?P<told>"
    + ANY_CODE
    + rb"[ -].{0,2000})$"
)
_ERROR_MORE = late(rb"(?:[^\s\[\]]{1,60}(?:\[\d{1,8}\])?: )?\s{0,8}(?=" + ANY_CODE + rb"[ -])")
_ERROR_REST = late(
    rb"(?:[^\s\[\]]{1,60}(?:\[\d{1,8}\])?: )?(?:\s{2,12}at \S"
    rb"|\s{0,8}['\"]?(?:code|command|errno|syscall|responseCode|response|rejected"
    rb"|rejectedErrors|recipient|address|port|name|message|stack)['\"]?: "
    rb"|\s{0,8}[}\]],?$)"
)
_TREE = late(rb"(CLIENT|SERVER) \d{1,6}:$")
_BRANCH = late("\\s*(?:└──|   )".encode())


class Nodemailer(Marked):
    NAME = FAMILY = "nodemailer"
    MARKS = (
        *(b"DEBUG ", b"INFO ", b"ERROR ", b"WARN ", b"TRACE ", b"\nConnection secured"),
        *(b"client'", b'client"', b"server'", b'server"', b"rror: ", b"response:", b"response':"),
        *(b'response":', b"responseCode", b"\nCLIENT 0", b"\nSERVER 0", b"SMTPConnection._"),
    )
    TITLE = "nodemailer and smtp-server, logger: true"
    SHOWS = "the whole dialogue"
    HIDES = "passwords"
    SEES = DIALOGUE & ~Sees.RESPONSES | Sees.IMPLICIT_TLS | Sees.EITHER

    LINE = late(_HEAD + _KEY + rb"(?:(?P<c>C:)|(?P<s>S:))(?: |$)")
    CONTINUED = late(
        rb"(?:" + _HEAD + rb"(?:\[#?[\w-]{1,40}\]\s{1,4})?)?(?=" + ANY_CODE + rb"[ -])"
    )  # smtp-server gives each line its head
    CONNECTED = late(
        _HEAD + _KEY + rb"(?:(?P<tls>Secure c)|C)onnection established to (?P<host>[^\s:]{1,255}):"
        rb"(?P<port>\d{1,5})"
    )
    TLS = late(_HEAD + _KEY + rb"Connection upgraded with STARTTLS|Connection secured$")
    CLOSED = late(_HEAD + _KEY + rb"Connection closed")
    PASSED = late(_HEAD + rb"|\s*$")

    EXAMPLES: ClassVar = (
        b"[2026-11-23 22:48:50] INFO  [sUUQkotT9k] Connection established to "
        b"192.0.2.9:587\n"
        b"[2026-11-23 22:48:50] DEBUG [sUUQkotT9k] S: 220 mx.example.net ESMTP\n"
        b"[2026-11-23 22:48:50] DEBUG [sUUQkotT9k] C: EHLO client.example\n"
        b"[2026-11-23 22:48:50] DEBUG [sUUQkotT9k] S: 250 AUTH PLAIN\n",
        b"{ type: 'server', message: '220 mx.example.net ESMTP' }\n"
        b"{ type: 'client', message: 'EHLO [127.0.0.1]' }\n"
        b"{ type: 'server', message: '250 AUTH PLAIN' }\n",
    )
    FORGED: ClassVar = (
        b"[2026-11-23 22:48:50] DEBUG [sUUQkotT9k] C: EHLO DEBUG [sUUQkotT9k] S: 535 5.7.8 no\n",
    )
    CUT: ClassVar = (b"[2026-11-23 22:48:50] DEBUG [sUUQkotT9k] S: 2\n",)

    def __init__(self) -> None:
        super().__init__()
        self.side = b""  # of the older forms
        self.errors = 0
        self.error: tuple[int, bool] = (0, False)  # code and form of the last one
        self.error_more = False  # lines of its reply follow

    def take(self, line: bytes) -> Sequence[Item] | None:
        items = super().take(line)
        if items:
            return items
        kind = _TYPE.search(line[:200]) if b"type" in line[:40] else None
        if kind is not None:
            self.side = kind.group(1)
            line = kind.group(2)
            if not line.strip():
                return NOTHING
        if self.side in (b"client", b"server"):
            message = _MESSAGE.match(line)
            if message is not None:
                said: bytes = next(x for x in message.groups() if x is not None)
                return self._said(said.replace(b"\\n", b"\n"))
        if self.errors or b"rror: " in line or b"response" in line[:60]:
            told = self._error(line)
            if told is not None:
                return told
        tree = _TREE.match(line)
        if tree is not None:
            self.side = tree.group(1)
            return NOTHING
        if self.side in (b"CLIENT", b"SERVER"):
            branch = _BRANCH.match(line)
            if branch is not None:
                return self._said(line[branch.end() :])
        return items

    def _error(self, line: bytes) -> Sequence[Item] | None:
        """The reply in an error, once; and what else stands in it."""
        more = _ERROR_MORE.match(line) if self.error_more else None
        if more is not None:
            last = reply.parse(line[more.end() :])
            if last is not None and last.code == self.error[0]:
                self.error_more = last.more
                key = ("error", self.errors)
                return ((key, last),) if last.more else ((key, last), (key, Close()))
        error = _ERROR.match(line)
        if error is None:
            return NOTHING if self.errors and _ERROR_REST.match(line) else None
        if self.key is not None:
            return NOTHING  # the dialogue has shown it
        said = reply_lines(
            (error.group(1) or error["told"]).replace(b"\\r", b"").replace(b"\\n", b"\n")
        )
        form = error.group(1) is not None
        if not said or (said[0].code == self.error[0] and form is not self.error[1]):
            self.error = (0, form)  # the same error, as text and as an object
            return NOTHING
        self.errors += 1
        self.error, self.error_more = (said[0].code, form), said[-1].more and not form
        key = ("error", self.errors)
        return [*((key, x) for x in said), *([] if self.error_more else [(key, Close())])]

    def _said(self, text: bytes) -> Sequence[Item]:
        if self.side.lower() == b"client":
            return tuple((None, Line(part)) for part in text.split(b"\n"))
        return [(None, x) for x in reply_lines(text)]

    def sniff(self, head: Sequence[bytes]) -> float:
        score = super().sniff(head)
        if any(b"responseCode" in line or b"SMTPConnection._" in line for line in head):
            return max(score, 0.95)
        # each logger has lines that begin with a level: most of them have to say more
        reader = Nodemailer()
        filled = [line for line in head if line.strip()]
        idle = sum(1 for x in filled if reader.take(x) == NOTHING and not _KEYED.match(x))
        return score if 2 * idle <= len(filled) else min(score, 1 - idle / len(filled))


def reply_lines(text: bytes) -> list[ReplyLine]:
    """The lines of a reply."""
    return [x for part in text.split(b"\n") if (x := reply.parse(part)) is not None]
