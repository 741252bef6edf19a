"""One reply in the text of an error: of Python, Ruby, .NET, PHP, JavaScript, a mail program's dialog.

    smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted')                (Python 3.11)
    Error: Invalid login: 535-5.7.8 Username and Password not accepted.                                (nodemailer 6)
    Expected response code 250 but got code "535", with message "535 5.7.8 Bad credentials"            (Swift Mailer 6)

The reply is explained and never judged for its order: the log does not tell what it answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Close

_CODE = rb"[2-5][0-5][0-9]"
_ENHANCED = rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}"
_TUPLE = re.compile(rb"\((" + _CODE + rb"), b?(?:'((?:[^'\\]|\\.){0,4000})'|\"((?:[^\"\\]|\\.){0,4000})\")")
_EXPECTED = re.compile(rb"(?i)expected response code.{0,60}? got (?:code \"?" + _CODE + rb"\"?, with message \"|response \[)(" + _CODE + rb"[ -][^\"\]]{0,2000})")
_SAID = re.compile(
    rb"(?i)(?:Exception|Error|failed|failure|login|response(?:['\"]?| was)|message['\"]?|said|rejected|server message|serverResponse|SENT|RECEIVED)"
    rb"[^0-9]{0,80}?[:\[=(] ?['\"]{0,2}(" + _CODE + rb"[ -](?:" + _ENHANCED + rb")?[^'\"\r\n]{0,2000})")
_BARE = re.compile(_CODE + rb"[ -](?:" + _ENHANCED + rb" |[A-Za-z<])")
_TRACE = re.compile(rb"\s{1,40}at \S|  File \"|Traceback \(|\s{2,20}(?:code|command|errno|syscall|responseCode)['\"]?: |\s*[{}\])]|\s+\^|    \S|\s*$")


class ExceptionText(Reader):
    NAME = FAMILY = "exception"
    TITLE = "one reply in the text of an error"
    SHOWS = "a reply"
    HIDES = "everything else"
    SEES = Sees(0)
    WEAK = True

    def __init__(self) -> None:
        self.count = 0
        self.last = b""

    def take(self, line: bytes) -> Sequence[Item] | None:
        text = _reply(line[:6000])
        if text is None:
            return NOTHING if _TRACE.match(line) else None
        if text == self.last:               # many programs tell the same error twice
            return NOTHING
        self.last = text
        self.count += 1
        lines = [x for part in re.split(rb"\\r\\n|\\n|\n", text) if (x := reply.parse(part.strip())) is not None]
        if not lines:
            return NOTHING
        key = self.count
        return [*((key, x) for x in lines), (key, Close())]

    def sniff(self, head: Sequence[bytes]) -> float:
        lines = [line for line in head if line.strip()]
        hits = sum(1 for line in lines if _reply(line[:6000]) is not None)
        return min(0.9, 0.3 + hits / len(lines)) if hits else 0.0


def _reply(line: bytes) -> bytes | None:
    """The reply in a line, as its lines joined by ``\\n``; None if there is none."""
    told = _TUPLE.search(line)
    if told is not None:
        message = told.group(2) if told.group(2) is not None else told.group(3)
        parts = re.split(rb"\\r\\n|\\n", message)
        return b"\n".join(told.group(1) + (b"-" if n < len(parts) - 1 else b" ") + part for n, part in enumerate(parts))
    expected = _EXPECTED.search(line)
    if expected is not None:
        return expected.group(1)
    said = _SAID.search(line)
    if said is not None:
        return said.group(1)
    return line if _BARE.match(line) else None
