"""JavaMail and Jakarta Mail, session.setDebug(true).

    DEBUG SMTP: connected to host "mx.example.test", port: 587      (Jakarta Mail 1.6.5)
    EHLO client.example.test
    DEBUG SMTP: AUTH LOGIN command trace suppressed

The dialogue has no marks. Where the trace is suppressed, AUTH and its replies are hidden, a line
tells how it ended, and the text of an exception with which reply.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, CLOCK, CODE, DATE, SHORT_DATE
from smtpcodes.readers._marked import local
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.readers.telnet import Telnet
from smtpcodes.session.events import LOST, UNKNOWN, YES, Authenticated, Connect, Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

# WebSphere; WildFly; Android; Maven and Ant; GlassFish
_PREFIX = late(
    rb"\s{1,8}O |\[[^\]]{1,60}\] (?:[0-9a-f]{8} )?\S{1,30}\s{1,12}O |(?:"
    + DATE
    + rb" )?"
    + CLOCK
    + rb",\d{3} (?:INFO|ERROR|WARN|DEBUG)\s{1,4}\[[\w.]{1,80}\] \([^()]{1,80}\) "
    rb"|(?:"
    + SHORT_DATE
    + rb" "
    + CLOCK
    + rb"\.\d{3}\s{1,4}[\d/ -]{1,20}\S{0,80} )?[VDIWE][/ ]System\.(?:out"
    rb"|err)(?:\( {0,6}\d{1,6}\))?: |\[(?:INFO|DEBUG|mail|java|stdout|STDOUT)\] {1,4}"
    rb"|(?:INFO|Info): {1,4}"
)
_DEBUG = late(rb"DEBUG(?: [A-Z][\w-]{1,20}){0,3}: ")
# the first line alone may wear what a logger put before it: what it says is JavaMail's
_FIRST = late(
    rb"[^\"]{1,200}?[ :\]](?=DEBUG(?: [A-Z][\w-]{1,20}){0,3}: "
    rb"(?:trying to connect to host \"|connected to host \"|getProvider\(\) returning"
    rb"|useEhlo |JavaMail version|Jakarta Mail version))"
)
_CONNECTED = late(
    rb"(?:connected to host|trying to connect to host) \"([^\"]{1,255})\", port:? "
    rb"(\d{1,5})(?:, isSSL (true|false))?"
)
_ENDED = late(rb"AUTH ([A-Z0-9_-]{1,20}) (succeeded|failed)")
_SUPPRESSED = late(rb"AUTH ([A-Z0-9_-]{1,20}) command trace suppressed")
_TOLD = late(
    rb"(?:got response code \d{1,3}, with response: "
    rb"|(?:nested exception is:\s{0,8}|(?:Caused by|THROW): "
    rb"|Exception in thread \"[^\"]{0,80}\" )?[\w.$]{5,120}Exception: )(?=" + ANY_CODE + rb"[ -])"
)
_AUTH_FAILED = late(rb".{0,40}?AuthenticationFailedException: ")
_TRACE = late(
    rb"\s{1,8}at [\w.$/<>@-]{3,200}\(|(?:Caused by: |Exception in |nested exception"
    rb"|\s{1,8}(?:class )?[\w.$]{5,120}Exception)"
    rb"|[\w.$]{5,120}(?:Exception|Error)(?:: |;|$)|\s+\.\.\. \d{1,4} more"
)
_THROWN = late(
    rb"[^:]{0,200}?(?:: )?(?:[^:]{0,80}: )?(?:com\.sun\.mail|javax\.mail|jakarta\.mail"
    rb"|org\.eclipse\.angus\.mail)\.[\w.$]{3,100}Exception: (?=" + CODE + rb"[ -])"
)
_CONTINUED = late(rb"\s{1,16}(?=" + ANY_CODE + rb"[ -])")
_PASSWORD = late(rb"protocolConnect login, .{0,600}?, password=(?!<)(.+)$")


class Javamail(Reader):
    NAME = FAMILY = "javamail"
    MARKS = (
        *(b"DEBUG: ", b"DEBUG ", b"com.sun.mail.", b"javax.mail.", b"jakarta.mail."),
        b"angus.mail.",
    )
    TITLE = "JavaMail, Jakarta Mail (setDebug)"
    SHOWS = "commands and replies, without marks"
    HIDES = "AUTH, where its trace is suppressed"
    SEES = DIALOGUE & ~(Sees.RESPONSES | Sees.SASL)

    EXAMPLES: ClassVar = (
        b'DEBUG SMTP: trying to connect to host "mx.example.net", port 587, isSSL false\n'
        b"220 mx.example.net ESMTP\n"
        b'DEBUG SMTP: connected to host "mx.example.net", port: 587\n'
        b"EHLO client.example\n"
        b"250 AUTH PLAIN LOGIN\n"
        b"DEBUG SMTP: AUTH LOGIN command trace suppressed\n"
        b"DEBUG SMTP: AUTH LOGIN failed\n",
    )
    FORGED: ClassVar = (b'DEBUG SMTP: connected to host "535 5.7.8 no", port: 587\n',)
    CUT: ClassVar = (b'DEBUG SMTP: trying to connect to host "mx.exam\n',)

    def __init__(self) -> None:
        self.bare = Telnet()
        self.begun = False
        self.prefixed = False
        # the mechanism of an AUTH whose trace is suppressed, while nothing tells how it ended
        self.suppressed = ""
        self.failed = ""  # the mechanism of one that failed, with which reply is not yet told
        self.repeats = b""  # the code of a reply whose lines are told again
        self.telling = False  # and were not told before
        self.errors = 0  # replies in texts of exceptions, with no dialogue
        self.thrown = b""  # the last one

    def take(self, line: bytes) -> Sequence[Item] | None:
        prefix = _PREFIX.match(line)
        if (
            self.bare.message
        ):  # message text may say what it likes, behind what the logger writes before each line
            at = prefix.end() if prefix is not None and self.prefixed else 0
            return self.bare.take(line[at:])
        if prefix is not None:
            line = line[prefix.end() :]
            self.prefixed = True
        elif self.prefixed and (continued := _CONTINUED.match(line)) is not None:
            line = line[continued.end() :]
        if self.repeats:
            repeated = self._repeated(line)
            if repeated is not None:
                return repeated
        if not self.begun and (first := _FIRST.match(line)) is not None:
            line = line[first.end() :]
        debug = _DEBUG.match(line)
        if debug is not None:
            self.begun = True
            return self._debug(line[debug.end() :])
        if not self.begun:
            return self._thrown(line)
        told = _TOLD.match(line)
        if told is not None:
            return self._told(line[told.end() :], _AUTH_FAILED.match(line) is not None)
        if _TRACE.match(line) or not line.strip():
            return NOTHING
        return self._bared(line)

    def _repeated(self, line: bytes) -> Sequence[Item] | None:
        """A further line of a reply that is told again; None if it is another line."""
        again = line[:3] == self.repeats and line[3:4] in (b"-", b" ")
        if not again or line[3:4] == b" ":
            self.repeats = b""
        if not again:
            return None
        parsed = reply.parse(line) if self.telling else None
        return ((self.key, parsed),) if parsed is not None else NOTHING

    def _bared(self, line: bytes) -> Sequence[Item] | None:
        """A line of the dialogue, which has no mark."""
        items = self.bare.take(line)
        if items and self.suppressed:  # how it ended is not told
            self.suppressed = ""
            return ((None, LOST), *items)
        return (*self._failure(), *items) if items and self.failed else items

    def _debug(self, text: bytes) -> Sequence[Item]:
        told = _TOLD.match(text)
        if told is not None:
            return self._told(text[told.end() :], _AUTH_FAILED.match(text) is not None)
        connected = _CONNECTED.match(text)
        if connected is not None:
            if text.startswith(b"trying"):
                tls = YES if connected.group(3) == b"true" else UNKNOWN
                self.bare = Telnet()
                return (
                    *self._failure(),
                    (None, Connect(int(connected.group(2)), tls, local(connected.group(1)))),
                )
            return NOTHING
        suppressed = _SUPPRESSED.match(text)
        if suppressed is not None:
            self.suppressed = suppressed.group(1).decode("ascii")
            return self._failure()
        ended = _ENDED.match(text)
        if ended is not None and (self.suppressed or not self.bare.begun):
            self.suppressed = ""
            mechanism = ended.group(1).decode("ascii")
            if ended.group(2) == b"succeeded":
                return ((None, Authenticated(mechanism)),)
            self.failed = mechanism
        return NOTHING

    def _told(self, text: bytes, authentication: bool) -> Sequence[Item]:
        """A reply in the text of an exception: told again, but for that of a suppressed AUTH."""
        parsed = reply.parse(text)
        if parsed is None:
            return NOTHING
        self.repeats = text[:3] if parsed.more else b""
        self.telling = bool(self.failed) and authentication
        if not self.telling:
            return NOTHING
        mechanism, self.failed = self.failed, ""
        hidden = Command(
            b"AUTH " + mechanism.encode("ascii"),
            "AUTH",
            mechanism.encode("ascii"),
            Form.ARGUMENT | Form.MASKED,
            mechanism,
        )
        return ((None, hidden), (None, parsed))

    def _thrown(self, line: bytes) -> Sequence[Item] | None:
        """A reply in the text of an exception, where the log has no dialogue: explained, and
        once."""
        match = _THROWN.match(line)
        if match is None:
            return NOTHING if self.errors and _TRACE.match(line) else None
        text = line[match.end() :]
        parsed = reply.parse(text)
        if parsed is None or text == self.thrown:
            return NOTHING
        self.errors += 1
        self.thrown = text
        self.repeats, self.telling = text[:3] if parsed.more else b"", True
        return ((self.key, parsed),)

    @property
    def key(self) -> object:
        return None if self.begun else ("error", self.errors)

    def _failure(self) -> tuple[Item, ...]:
        mechanism, self.failed = self.failed, ""
        return ((None, Failed(mechanism)),) if mechanism else ()

    def finish(self) -> Sequence[Item]:
        return self._failure()

    def hidden(self, line: bytes) -> bytes | None:
        match = _PASSWORD.search(line)
        return match.group(1) if match is not None else None
