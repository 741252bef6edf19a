"""One reply in the text of an error: of Python, Ruby, .NET, PHP, Go, Rust, Elixir, a mail program's
dialog.

    smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted')           \
     (Python 3.11)
    Net::SMTPAuthenticationError: 535-5.7.8 Username and Password not accepted.                   \
     (Ruby 3.2)
    Expected response code 250 but got code "535", with message "535 5.7.8 Bad credentials"       \
     (Swift Mailer 6)

The reply is explained and never judged for its order: the log does not tell what it answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import protocols, reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ENHANCED, STRICT_CODE
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Close

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_CODE = STRICT_CODE
_ENHANCED = ENHANCED
_TUPLE = late(
    rb"\((" + _CODE + rb"), b?(?:'((?:[^'\\]|\\.){0,4000})'|\"((?:[^\"\\]|\\.){0,4000})\")"
)
_EXPECTED = late(
    rb"(?i)expected response code.{0,60}? got (?:code \"?"
    + _CODE
    + rb"\"?, with message \"|response \[)("
    + _CODE
    + rb"[ -][^\"\]]{0,2000})"
)
_ROUNDCUBE = (
    rb"(?i)(?:\A|[\s>\"'])(?:SMTP[ -]?[\w\x80-\xff]{0,20}|[\w\x80-\xff]{3,20} SMTP) ?\((?P<code>"
    + _CODE
    + rb")\) ?: "
)
_APART = (
    # PHPMailer; PEAR Mail; lettre (Rust); MailKit
    late(rb"SMTP code: ?(?P<code>" + _CODE + rb")(?: ?Additional SMTP info: ?(?P<text>.{0,500}))?"),
    late(rb"\(code: (?P<code>" + _CODE + rb"), response: (?P<text>.{0,1000}?)\)\]*"),
    late(rb"(?i)(?:permanent|transient) error \((?P<code>" + _CODE + rb")\): (?P<text>.{0,1000})"),
    late(
        rb"Invalid response code received from server \((?:code: )?(?P<code>"
        + _CODE
        + rb")(?P<text>)\)"
    ),
    late(rb"(?:Exception|Error): (?P<code>" + _CODE + rb"): (?P<text>.{0,1000})"),
    # Roundcube, in any language: SMTP Error (550): Failed to add recipient "b@d.example" (5.1.1 no)
    late(_ROUNDCUBE + rb"(?:[^\"]{0,320}\"){2} \((?P<text>.{3,1000}?)\)\.?\s{0,4}$"),
    late(_ROUNDCUBE + rb"(?P<text>.{3,1000}?)\.?\s{0,4}$"),
)
# fields of JSON behind a text: maddy (zap)
_FIELDS = late(
    rb"\"(?:smtp|reply|response)_?code\": ?\"?(?P<code>"
    + _CODE
    + rb")\b.{0,300}?\"(?:smtp|reply|response)_?(?:msg|message|text)\": ?"
    rb"\"(?P<text>(?:[^\"\\]|\\.){0,2000})\""
)
_STATUS_FIELD = late(rb"\"\w{0,20}ench?\w{0,20}\": ?\"(" + _ENHANCED + rb")\"")
# gen_smtp: a binary of Erlang or a string of Elixir, and either in the text of another string
_BINARY = late(
    rb"(?:<<|(?:permanent|temporary)_failure.{0,300}?[,{] ?)\\{0,2}\"("
    + _CODE
    + rb"[ -](?:[^\"\\]|\\{1,4}[^\"\\]){0,2000})"
)
# fields of a line: code=535 message="5.7.8 no"
_PAIRS = late(
    rb"\bcode=\"?(?P<code>"
    + _CODE
    + rb")\b.{0,80}? (?:message|msg|error|err|text|response|reply)=\"(?P<text>"
    + _ENHANCED
    + rb" (?:[^\"\\]|\\.){0,2000})\""
)
# A reply of success that a client did not expect: it told the code that it had waited for
_UNEXPECTED = late(rb"(?i)expected response code|failed \(code: ")
_DETAIL = late(rb"Detail: (.{0,300}?) ?SMTP code:")
# System.Net.Mail tells the code in words (its resources SmtpMustIssueStartTlsFirst and so on)
_DOTNET = late(rb"([A-Z][A-Za-z,; ]{10,90})\. The server response was: ?(.{0,2000})")
_WORDS = {
    b"The SMTP server requires a secure connection or the client was not authenticated": 530,
    b"Mailbox unavailable": 550,
    b"Mailbox name not allowed": 553,
    b"Service not available, closing transmission channel": 421,
    b"Client does not have permission to submit mail to this server": 454,
    b"Bad sequence of commands": 503,
    b"Command not implemented": 502,
    b"Command parameter not implemented": 504,
    b"Syntax error, command unrecognized": 500,
    b"Syntax error in parameters or arguments": 501,
    b"Error in processing": 451,
    b"Insufficient system storage": 452,
    b"Exceeded storage allocation": 552,
    b"Transaction failed": 554,
    b"User not local; please try a different path": 551,
}
_WITH_STATUS = late(
    rb"(?:^|[\s:=(\[>{,])([\"']?)(" + _CODE + rb"[ -]#?" + _ENHANCED + rb"(?![0-9.]).{0,2000})",
    re.S,
)
_SAID = late(
    rb"(?i)(?:Exception|Error|failed|failure|login|response(?:['\"]?| was)"
    rb"|message['\"]?|said|responded|replied|rejected|server message|serverResponse"
    rb"|SENT|RECEIVED)"
    rb"[^0-9]{0,80}?[:\[=(] ?['\"]{0,2}("
    + _CODE
    + rb"[ -](?:"
    + _ENHANCED
    + rb")?[^'\"\r\n]{0,2000})"
)
_BARE = late(_CODE + rb"[ -](?:" + _ENHANCED + rb" |[A-Za-z<])")
_TRACE = late(
    rb"\s{1,40}at \S|  File \"|Traceback \("
    rb"|\s{2,20}(?:code|command|errno|syscall|responseCode)['\"]?: |\s{0,40}[{}\])\"]"
    rb"|\s{1,40}\^|    \S|#\d{1,3} |\s*$"
)
# The error log of a web server: its words stand around what a program of it said
_WEB = late(
    rb"FastCGI sent in stderr: \"(.{0,5000}?)\"? while (?:reading|sending|connecting)"
    rb"|\[client [^\]\s]{1,80}\] (.{0,5000}?)(?:, referer: \S{1,2000})?$",
    re.S,
)
_BREAK = late(rb"\\{1,4}r\\{1,4}n|\\{1,4}n|\r\n|\n")
_CONTINUED = late(rb"\s{0,12}(" + _CODE + rb")[ -]")


class ExceptionText(Reader):
    NAME = FAMILY = "exception"
    MARKS = (b"000", b"server response was:")
    TITLE = "one reply in the text of an error"
    SHOWS = "a reply"
    HIDES = "everything else"
    SEES = Sees(0)
    WEAK = True

    EXAMPLES: ClassVar = (
        b"smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted')\n",
        b"Net::SMTPAuthenticationError: 534-5.7.9 Log in with your browser first.\n",
        b'Expected response code 250 but got code "530", with message "530 5.7.0 '
        b'Authentication required"\n',
        b'{:permanent_failure, \\"mx.d.example\\", \\"501 no such address\\\\r\\\\n\\"}\\n"}\n',
        b'sendmail[7]: status=error server=mx.d.example:587 code=535 message="5.7.8 no"\n',
    )
    FORGED: ClassVar = (b"Net::SMTPFatalError: 550 5.1.1 <535 5.7.8 no@d.example> unknown\n",)
    CUT: ClassVar = (b"smtplib.SMTPAuthenticationError: (5\n",)

    def __init__(self) -> None:
        self.count = 0
        self.last = b""
        self.more = 0  # the code of a reply whose further lines follow
        self.told = False  # and were told before
        self.before = b""  # the line before

    def take(self, line: bytes) -> Sequence[Item] | None:
        if self.more:
            again = _CONTINUED.match(line)
            if again is not None and int(again.group(1)) == self.more:
                parsed = reply.parse(_cut(line.strip()))
                self.more = self.more if parsed is not None and parsed.more else 0
                return NOTHING if self.told or parsed is None else self._items([parsed])
            self.more = 0
        line = line[:6000]
        web = _WEB.search(line) if b"FastCGI" in line or b"[client " in line else None
        if web is not None:
            line = web[1] if web[1] is not None else web[2]
        before, self.before = self.before, line
        text = _reply(line) or _reply(_unfolded(before, line))
        if text is None:
            return NOTHING if _TRACE.match(line) else None
        lines = [x for part in _BREAK.split(text) if (x := reply.parse(part.strip())) is not None]
        if not lines:
            return NOTHING
        if protocols.others(line, text):
            return None
        if not _fails(line, b"%d" % lines[0].code):  # no error's reply
            return None
        self.more = lines[-1].code if lines[-1].more else 0
        self.told = text == self.last  # many programs tell the same error twice
        if self.told:
            return NOTHING
        self.last = text
        self.count += 1
        return self._items(lines)

    def _items(self, lines: list[ReplyLine]) -> Sequence[Item]:
        return [*((self.count, x) for x in lines), *([] if self.more else [(self.count, Close())])]

    def sniff(self, head: Sequence[bytes]) -> float:
        lines = [line for line in head if line.strip()]
        hits = 0
        before = b""
        for line in lines:
            text = _reply(line[:6000]) or _reply(_unfolded(before, line[:6000]))
            hits += text is not None and _fails(line, text)
            before = line[:6000]
        return min(0.9, 0.3 + hits / len(lines)) if hits else 0.0


def _fails(line: bytes, text: bytes) -> bool:
    """Does the reply fail something, or did the client wait for another one?"""
    return text[:1] in b"45" or (text[:1] in b"23" and _UNEXPECTED.search(line) is not None)


def _unfolded(before: bytes, line: bytes) -> bytes:
    """A message of .NET that a page or a mail program has broken into lines; or nothing."""
    return before.rstrip() + b" " + line.lstrip() if b" server response was: " in line else b""


def _reply(line: bytes) -> bytes | None:
    """The reply in a line, as its lines joined by ``\\n``; None if there is none."""
    told = _TUPLE.search(line)
    if told is not None:
        return _joined(told.group(1), told.group(2) if told.group(2) is not None else told.group(3))
    expected = _EXPECTED.search(line)
    if expected is not None:
        return expected.group(1)
    dotnet = _DOTNET.search(line)
    if dotnet is not None and not _BARE.match(dotnet.group(2)):
        words, text = dotnet.group(1), dotnet.group(2)
        code = next((code for name, code in _WORDS.items() if words.endswith(name)), None)
        if code is not None:
            return b"%d %b" % (450 if code == 550 and text.startswith(b"4.") else code, text)
    for pattern in _APART:
        apart = pattern.search(line)
        if apart is not None:
            detail = _DETAIL.search(line)
            return _joined(
                apart["code"],
                b" ".join(
                    x
                    for x in (
                        (apart["text"] or b"").partition(b'","')[0],  # the end of a JSON string
                        detail.group(1) if detail is not None else b"",
                    )
                    if x
                ),
            )
    pairs = _PAIRS.search(line) if b"code=" in line else None
    if pairs is not None:
        return _joined(pairs["code"], pairs["text"])
    fields = _FIELDS.search(line) if b"code" in line else None
    if fields is not None:
        status = _STATUS_FIELD.search(line)
        return _joined(
            fields["code"], (status.group(1) + b" " if status is not None else b"") + fields["text"]
        )
    binary = _BINARY.search(line)
    if binary is not None:
        return binary.group(1)
    status = _WITH_STATUS.search(line)
    if status is not None:
        text, quote = status.group(2), status.group(1)
        return text.partition(quote)[0] if quote else _cut(text)
    said = _SAID.search(line)
    if said is not None:
        text = said.group(1)
        quoted = line.count(b"`", 0, said.start(1)) % 2  # it stands between backticks
        return text.partition(b"`")[0] if quoted else text
    return line if _BARE.match(line) else None


def _joined(code: bytes, text: bytes) -> bytes:
    parts = _BREAK.split(text.strip())
    return b"\n".join(
        code + (b"-" if n < len(parts) - 1 else b" ") + part for n, part in enumerate(parts)
    )


def _cut(text: bytes) -> bytes:
    """`text` without the quotes and brackets that belong to what stands around it."""
    end = text.find(b'"')
    return (text[:end] if end >= 0 else text).rstrip(b" ',;")
