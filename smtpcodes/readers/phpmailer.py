"""PHPMailer's SMTPDebug, levels 1 to 4.

    2026-11-23 22:49:18	SERVER -> CLIENT: 220 bad.example.test ESMTP                (PHPMailer 6.6)
    2026-11-23 22:49:18	CLIENT -> SERVER: [credentials hidden]
    2020-04-24 11:06:26 SMTP INBOUND: "334 VXNlcm5hbWU6"

``SMTP INBOUND``, ``SMTP ERROR`` and ``get_lines()`` repeat replies; at level 1, which shows no
replies, ``SMTP ERROR`` is the only one to tell. Pasted from a web page, a reply's lines stand in
one, and the whole log may.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.characters import unescaped
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, CLOCK, DATE, MONTH_DAY
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees
from smtpcodes.session.events import MESSAGE_END, UNKNOWN, Close, Connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

# error_log() through PHP, syslog and Apache; Monolog; the manual's own Debugoutput
_HEAD = (
    rb"\s{0,8}(?:\[[^\[\]]{1,80}\]:? {1,4}){0,5}(?:"
    + MONTH_DAY
    + rb" "
    + CLOCK
    + rb" \S{1,64} [\w./-]{1,40}(?:\[\d{1,8}\])?: )?(?:AH\d{5}: Got error ')?(?:PHP message: )?"
    rb"(?:\[?"
    + DATE
    + rb"[ T]"
    + CLOCK
    + rb"[^ \t]{0,12}\]?\s{1,8})?(?:[\w-]{1,40}\.[A-Z]{4,9}: )?"
    rb"(?:[Dd]ebug level \d[;:] (?:message: )?|\(?\d\)?[:;]? )?"
)
_ARROW = rb"(?:->|-&gt;|=>|\xe2\x86\x92)"
_TOLD = (
    rb"(?:CLIENT|SERVER) "
    + _ARROW
    + rb" (?:CLIENT|SERVER|SMTP): |SMTP (?:INBOUND|ERROR|Error|NOTICE|connect\(\))"
    rb"|Connection: |Mailer Error|Message could not be sent"
)
_GLUE = late(
    rb"(?:\s|<br ?/?>){1,4}(?=(?:" + DATE + rb" " + CLOCK + rb"\s{1,4})?(?:" + _TOLD + rb"))"
)
_BREAK = late(rb"(?:<br ?/?>){1,2}\s{0,4}$|, referer: \S{0,200}$")
_FAILED = late(
    _HEAD + rb"SMTP (?:ERROR:|-> ERROR:) ([A-Za-z0-9& -]{2,30}?) (?:command failed"
    rb"|not accepted from server): (?=" + ANY_CODE + rb"[ -])"
)
_AGAIN = late(
    _HEAD
    + rb"SMTP "
    + _ARROW
    + rb" get_lines\(\): \$str is \x22("
    + ANY_CODE
    + rb" [^\x22]{0,2000})\x22"
)
_NO_HOST = late(
    _HEAD + rb"SMTP Error: Could not connect to SMTP host|" + _HEAD + rb"SMTP connect\(\) failed"
)
_STAGES = {
    b"EHLO": b"EHLO",
    b"HELO": b"HELO",
    b"STARTTLS": b"STARTTLS",
    b"MAIL FROM": b"MAIL",
    b"MAIL": b"MAIL",
    b"RCPT TO": b"RCPT",
    b"RCPT": b"RCPT",
    b"DATA": b"DATA",
    b"QUIT": b"QUIT",
    b"RSET": b"RSET",
    b"RESET": b"RSET",
    b"NOOP": b"NOOP",
    b"VRFY": b"VRFY",
}


class Phpmailer(Marked):
    NAME = FAMILY = "phpmailer"
    MARKS = (
        *(b"CLIENT -", b"CLIENT =", b"CLIENT \xe2\x86\x92", b"SERVER -", b"SERVER ="),
        *(b"SERVER \xe2\x86\x92", b"\nSMTP ", b" SMTP ", b"'SMTP ", b"Connection"),
        *(b"Auth method", b"Message body", b"EDEBUG", b"Mailer Error", b"\nSENT", b" SENT"),
        *(b"'SENT", b"Exception", b"Message could not"),
    )
    TITLE = "PHPMailer, SMTPDebug 1 to 4"
    SHOWS = "commands and replies (level 1: the client's alone)"
    HIDES = "SASL responses (from 6.1 on); TLS from the start of a connection"
    SEES = DIALOGUE & ~(Sees.RESPONSES | Sees.RAW)

    LINE = late(
        _HEAD
        + rb"(?:(?P<c>CLIENT "
        + _ARROW
        + rb" (?:SERVER|SMTP): ?)|(?P<s>(?:SERVER "
        + _ARROW
        + rb" CLIENT|SMTP "
        + _ARROW
        + rb" FROM SERVER): ?))"
    )
    CONTINUED = late(rb"[ \t]{2,60}(?=" + ANY_CODE + rb"[ -])|(?=" + ANY_CODE + rb"[ -])")
    CONNECTED = late(
        _HEAD + rb"Connection: opening to (?:(?P<tls>ssl://)"
        rb"|tls://)?(?P<host>[^\s:,]{1,255}):(?P<port>\d{1,5})"
    )
    CLOSED = late(_HEAD + rb"Connection: closed")
    PASSED = late(
        _HEAD + rb"(?!SMTP Error ?\(\d)(?:SMTP (?:INBOUND|ERROR|Error|NOTICE|(?:->|-&gt;) )"
        rb"|Connection|Auth method"
        rb"|Message body|EDEBUG|(?:ERROR )?SMTP |Mailer Error|SENT|Exception"
        rb"|Message could not be sent)|\s*$"
    )

    EXAMPLES: ClassVar = (
        b"2026-11-23 22:49:18\tSERVER -> CLIENT: 220 mx.example.net ESMTP\n"
        b"2026-11-23 22:49:18\tCLIENT -> SERVER: EHLO client.example\n"
        b"2026-11-23 22:49:18\tSERVER -> CLIENT: 250-mx.example.net\n"
        b"                   \t                  250 AUTH PLAIN\n"
        b"2026-11-23 22:49:18\tCLIENT -> SERVER: [credentials hidden]\n",
    )
    FORGED: ClassVar = (
        b"2026-11-23 22:49:17\tCLIENT -> SERVER: EHLO x\n"
        b"2026-11-23 22:49:18\tCLIENT -> SERVER: EHLO SERVER -> CLIENT: 535 5.7.8 no\n",
    )
    CUT: ClassVar = (b"2026-11-23 22:49:18\tSERVER -> CLIENT: 2\n",)

    def __init__(self) -> None:
        super().__init__()
        self.one_line = False  # the whole log stands on one line
        self.answered = False  # a reply was shown
        self.asked = False  # a command was shown: 5.1 shows none, and hides the reply to AUTH
        self.code = b""  # of the last reply
        self.greeting = False  # the first one is the greeting
        self.told = False  # the lines of an error follow
        self.errors = 0
        self.auth = False  # AUTH was the last command
        self.last = b""  # what get_lines() has read, until the reply is shown

    def begin(self, head: Sequence[bytes]) -> None:
        glued = [len(_GLUE.findall(line[:20_000])) > 1 for line in head]
        sides = [match.lastgroup for line in head if (match := self.LINE.match(line)) is not None]
        if sides and "c" not in sides:  # 5.1 shows no commands
            self.SEES = Sees.REPLIES | Sees.EHLO
        # a line with one mark: then the marks within another are words of a peer
        self.one_line = any(glued) and all(
            more for more, line in zip(glued, head, strict=True) if self.LINE.match(line)
        )
        self.greeting = self._is_greeting([line for line in head if line.strip()])

    def _is_greeting(self, lines: Sequence[bytes]) -> bool:
        """Is the first reply the greeting? The refusal of a command is told as one before the host
        is given up."""
        said = [
            (match, line[match.end() :])
            if (match := self.LINE.match(line)) is not None
            else (None, line)
            for line in lines
        ]
        if not said or said[0][0] is None or said[0][0]["s"] is None:
            return False
        after = next((text for match, text in said[1:] if match is None or match["s"] is None), b"")
        return _NO_HOST.match(after) is not None

    def take(self, line: bytes) -> Sequence[Item] | None:
        if b"&gt;" in line:
            line = unescaped(line)
        if self.one_line and _GLUE.search(line):
            found: list[Item] = []
            for part in _GLUE.split(line):
                found += self._part(part) or ()
            return found
        return self._part(line)

    def _part(self, line: bytes) -> Sequence[Item] | None:
        line = (
            _BREAK.sub(b"", line[:-300]) + _BREAK.sub(b"", line[-300:])
            if line[-1:] == b">" or b", referer: " in line[-300:]
            else line
        )
        failed = _FAILED.match(line)
        if failed is not None:
            text = line[failed.end() :]
            self.told = text[3:4] == b"-"
            if self.answered:
                if self.asked or text[:3] == self.code:
                    return NOTHING  # told again
                return [(self.key, _stage(failed.group(1))), *self.server(text)]
            self.errors += 1
            return self._told(_stage(failed.group(1)), text)
        if self.told and (more := self.CONTINUED.match(line)) is not None:
            self.told = line[more.end() + 3 : more.end() + 4] == b"-"
            return NOTHING if self.answered else self._told(None, line[more.end() :])
        self.told = False
        again = _AGAIN.match(line)
        self.last = (
            again.group(1) if again is not None else b"" if self.LINE.match(line) else self.last
        )
        return super().take(line)

    def finish(self) -> Sequence[Item]:
        return [
            (self.key, x) for x in _lines(self.last)
        ]  # a log that ends with what would have been told again

    def _told(self, stage: Command | None, text: bytes) -> Sequence[Item]:
        """A reply in an error, where no replies are shown: explained, and not judged for its
        order."""
        key = ("error", self.errors)
        lines = _lines(text)
        if not lines:
            return NOTHING
        return [
            *([(key, stage)] if stage is not None else []),
            *((key, x) for x in lines),
            *([] if lines[-1].more else [(key, Close())]),
        ]

    def client(self, text: bytes) -> Sequence[Item]:
        self.asked = True
        text = text.removesuffix(rb"\n").removesuffix(rb"\r")  # as a web server writes them
        known = commands.parse(text).verb
        if known != commands.OTHER:
            self.auth = known == "AUTH"
        elif self.auth and not self.answered:  # level 1 shows no challenge
            return ((self.key, commands.response(text)),)
        return super().client(text)

    def server(self, text: bytes) -> Sequence[Item]:
        lines = _lines(text)
        if not lines:
            return NOTHING
        begun: list[Item] = (
            [(self.key, Connect(0, UNKNOWN))] if self.greeting and not self.answered else []
        )
        greeted = not self.asked and self.code == b"220" and not self.more
        if greeted and lines[0].code == 250 and lines[0].more:  # 5.1 shows no commands
            begun.append((self.key, _stage(b"EHLO")))
        self.answered, self.code = True, b"%03d" % lines[-1].code
        self.more = lines[-1].more
        return [*begun, *((self.key, x) for x in lines)]


def _stage(name: bytes) -> Command:
    """The command that an error names."""
    verb = _STAGES.get(name.strip().upper())
    if verb is not None:
        return Command(verb, verb.decode("ascii"), b"", Form.ARGUMENT | Form.ASSUMED)
    if name.startswith(b"DATA END"):
        return MESSAGE_END
    if name.startswith((b"AUTH", b"User", b"Pass", b"MD5", b"Response")):
        return Command(b"AUTH", "AUTH", b"", Form.ARGUMENT | Form.ASSUMED | Form.MASKED)
    return Command(b"", commands.UNKNOWN, b"", Form.ASSUMED)


def _lines(text: bytes) -> list[reply.ReplyLine]:
    return [
        x
        for part in unglued(text.replace(b"\\r", b"").replace(b"\\n", b"\n"))
        if (x := reply.parse(part.strip())) is not None
    ]


def unglued(text: bytes) -> list[bytes]:
    """The lines of a reply that stand in one: "250-a250-b250 c"."""
    code = text[:3]
    found: list[bytes] = []
    while text[3:4] == b"-" and code.isdigit() and text[:3] == code and len(found) < 200:
        more, last = _next(text, code + b"-"), _next(text, code + b" ")
        at = min((x for x in (more, last) if x > 0), default=0)
        if at == 0:
            break
        found.append(text[:at].rstrip())
        text = text[at:]
    return [*found, text]


def _next(text: bytes, mark: bytes) -> int:
    """Where the next line begins: its code, and text right after it; 0 if there is none."""
    at = text.find(mark, 4)
    while at > 0:
        following = text[at + 4 : at + 5]
        if following.isalnum() or (following in b'<(["* ' and text[at - 1 : at] in (b" ", b"\n")):
            return at
        at = text.find(mark, at + 1)
    return 0
