"""What can happen in a session, as a log shows it.

A reader yields these, each with a session key. Where a log shows single lines, it yields them as
they come (``Line`` for a client's, ``ReplyLine`` for a server's): putting multi-line replies
together, telling commands from SASL responses and message text, and pairing replies with commands
is the work of ``session``, the same for every format.
"""

from __future__ import annotations

from enum import Enum, IntFlag

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import sasl
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.envelope import REGULAR
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.reply import ReplyLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias


class Known(Enum):
    """Three values: what we did not see we do not know."""

    __hash__ = object.__hash__  # a state is looked up by it
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


YES: Final = Known.YES
NO: Final = Known.NO
UNKNOWN: Final = Known.UNKNOWN


class Sees(IntFlag):
    """What a log format can show. A rule that rests on absence asks for it."""

    COMMANDS = 1  # every command
    REPLIES = 2  # every reply, success too
    SASL = 4  # the SASL responses, or at least that there was one
    STARTTLS = 8  # STARTTLS and its reply, or that TLS began
    IMPLICIT_TLS = 16  # that the connection had TLS from its start
    TRAILING = 32  # blanks at the end of a line
    TIMES = 64  # the time of each line
    CLOSER = 128  # which side closed
    EHLO = 256  # the whole EHLO reply
    RAW = 512  # reply lines as they were on the wire
    RESPONSES = 1024  # SASL responses as they were sent, neither masked nor decoded nor cut
    ORDER = 2048  # whether a command was sent before a reply had arrived
    WIRE = 4096  # the wire itself, told by who speaks on it: nothing decoded, nothing lost
    # client or server may have written it; a server writes a group of commands one by one, each
    # with its reply
    EITHER = 8192


DIALOGUE = (
    Sees.COMMANDS
    | Sees.REPLIES
    | Sees.SASL
    | Sees.STARTTLS
    | Sees.EHLO
    | Sees.RAW
    | Sees.RESPONSES
    | Sees.ORDER
)


class Line:
    """A line of a client whose role the log does not tell: a command, a SASL response or message
    text.

    shape: what the line is, without its words; None if a session has to see the words.
    """

    __slots__ = ("_command", "_response", "raw", "shape")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._command: Command | None = None
        self._response: Command | None = None
        self.shape: object = (
            _PLAIN[raw[:5]] if len(raw) <= 510 and REGULAR.match(raw) else self._shape()
        )

    def _shape(self) -> object:
        command = self.command
        if command.verb in ("OTHER", "AUTH"):
            raw = self.raw.strip()
            named = command.secret >= 0, command.mechanism
            text = raw == b".", not raw, sasl.stray(raw), sasl.is_masked(raw)
            return command.token, named, self.response.token, text
        if command.verb == "BDAT":
            return None
        return (
            command.token
            if command.argument and command.verb in WORDY
            else (command.token, self.response.token)
        )

    @property
    def command(self) -> Command:
        if self._command is None:
            self._command = commands.parse(self.raw)
        return self._command

    @property
    def response(self) -> Command:
        if self._response is None:
            self._response = commands.response(self.raw)
        return self._response

    def __repr__(self) -> str:
        return f"Line({self.command!r})"


WORDY = frozenset(("MAIL", "RCPT", "EHLO", "HELO", "LHLO"))
_PLAIN = {b"%s " % verb.encode(): commands.parse(b"%s x" % verb.encode()).token for verb in WORDY}


class Connect:
    """The connection begins. port: the server's, 0 if unknown. sees: what the log shows of this
    session (``Sees``), if it is not what its format shows of others."""

    __slots__ = ("local", "port", "sees", "shape", "tls")

    def __init__(
        self, port: int = 0, tls: Known = UNKNOWN, local: Known = UNKNOWN, sees: int = 0
    ) -> None:
        self.port = port
        self.tls = tls
        self.local = local
        self.sees = sees
        self.shape = f"connect {port} {tls.value} {local.value} {sees:d}"


class TlsStarted:
    """TLS is active from here on (the log says so)."""

    __slots__ = ()
    shape = "tls"


class Authenticated:
    """The log tells that the client has authenticated, without showing the exchange."""

    __slots__ = ("mechanism",)
    shape = "authenticated"

    def __init__(self, mechanism: str = "") -> None:
        self.mechanism = mechanism


class Failed:
    """The log tells that an AUTH failed, but not with which reply."""

    __slots__ = ("mechanism", "shape", "text")

    def __init__(self, mechanism: str = "", text: bytes = b"") -> None:
        self.mechanism = mechanism
        self.text = text
        self.shape = f"failed {mechanism}"


class Bounced:
    """Whom a bounce speaks of, before the replies that it quotes. Each is "" where the mail does
    not tell.

    action, status, remote: as RFC 3464 section 2.3 has them; action is "complaint" or "auto-reply"
    for what is no report of a delivery. texts: what is said of the recipient in other words than a
    reply, the most telling first.
    """

    __slots__ = ("action", "recipient", "remote", "shape", "status", "texts")

    def __init__(
        self, recipient: str, remote: str, action: str, status: str, texts: tuple[str, ...]
    ) -> None:
        self.recipient = recipient
        self.remote = remote
        self.action = action
        self.status = status
        self.texts = texts
        self.shape: object = None  # a session has to see the words

    @property
    def failed(self) -> bool:
        """Does it tell that the mail did not arrive, or not yet?"""
        return self.action in ("", "failed", "delayed")


class Close:
    """The connection ends. side: "client", "server" or None if the log does not tell."""

    __slots__ = ("shape", "side")

    def __init__(self, side: str | None = None) -> None:
        self.side = side
        self.shape = f"close {side}"


class Lost:
    """The log has a gap here."""

    __slots__ = ()
    shape = "lost"


class Again:
    """The line that comes is the same as the one right before it, to the time stamp: it may have
    been said twice, or written twice."""

    __slots__ = ()
    shape = "again"


Event: TypeAlias = (
    "Line | Command | ReplyLine | Connect | TlsStarted | Authenticated | Failed | Bounced"
    "| Close | Lost | Again"
)
MESSAGE_END = Command(b".", commands.MESSAGE, b"")
CONNECTION = Command(b"", commands.CONNECT, b"", Form.ASSUMED)
TLS_STARTED = TlsStarted()
LOST = Lost()
AGAIN = Again()
