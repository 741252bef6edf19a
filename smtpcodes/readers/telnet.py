"""A bare dialogue: telnet, nc, openssl s_client, swaks -np, or what somebody pasted.

    Connected to mx.example.net.                    (telnet 0.17)
    220 mx.example.net ESMTP
    EHLO client.example

No line names its side; the grammar tells it. Three digits with a blank or a hyphen are the
server's, everything else is the client's once a dialogue has begun. What openssl prints of the
certificate is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import protocols, reply
from smtpcodes.grammar.command import VERBS
from smtpcodes.grammar.credentials.sentences import in_prose
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, CODE
from smtpcodes.readers import _shell
from smtpcodes.readers._marked import local
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader
from smtpcodes.session.events import LOST, TLS_STARTED, UNKNOWN, YES, Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_CONNECTED = late(rb"(?:=== )?Connected to (\S+?)\.?$")
_TRYING = late(rb"(?:=== )?Trying (\S+?)(?::(\d{1,5}))?\.\.\.$")
_NC = late(
    rb"(?:Connection to (\S+)(?: \(\S+\))? (\d{1,5}) port .{0,40}succeeded!"
    rb"|\(UNKNOWN\) \[(\S+)\] (\d{1,5}) .{0,40}open"
    rb"|Ncat: Connected to (\S+):(\d{1,5})\.)$"
)
_CLOSED = (
    b"Connection closed",
    b"Connection to host lost",
    b"=== Connection closed",
    b"closed",
    b"DONE",
    b"read:errno",
    b"QUIT by peer",
)
_CHATTER = (b"Escape character", b"***", b"===", b"Trying ", b"Ncat: ", b"telnet> ")
_REPLY = late(CODE + rb"(?:[ -]|$)")
_ANY_CODE = late(ANY_CODE + rb"(?:[ -]|$)")  # where a reply is due, a wrong one is read as well
_FIELD = late(rb"[A-Za-z][\w-]{1,60}: +\S+ +\S")  # of a message: no response has blanks
_WORD = late(rb"[A-Za-z][\w.]*")
_ELIDED = late(rb"(?:[\[(<{][^\[\](){}<>]{0,80}[\])>}]|\.{3,6}|\xe2\x80\xa6)\s*$")
# what stands around a dialogue on a page; what comes behind its end is prose
_FENCE = late(
    rb"(?i)\s{0,8}(?:```[`\w-]{0,20}|~~~[~\w-]{0,20}|\[/?(?:code|pre|quote)\]"
    rb"|\{(?:noformat|code)(?::\w{1,20})?\}|</?(?:pre|code)>)\s{0,8}$"
)
_NO_CLIENT = (
    b"RENEGOTIATING",
    b"KEYUPDATE",
)  # a line that begins with R was no line to s_client but an order


class Telnet(Reader):
    NAME = "telnet"
    MARKS = (b"\n000",)
    FAMILY = "telnet"
    TITLE = "a bare dialogue (telnet, nc, openssl s_client, swaks -np)"
    SHOWS = "commands and replies; which side spoke is told by the grammar"
    HIDES = "TLS from the start of a connection, except openssl's"
    SEES = DIALOGUE
    WEAK = True

    EXAMPLES: ClassVar = (
        b"Trying 192.0.2.9...\n"
        b"Connected to mx.example.net.\n"
        b"Escape character is '^]'.\n"
        b"220 mx.example.net ESMTP\n"
        b"EHLO client.example\n"
        b"250 AUTH PLAIN\n"
        b"QUIT\n"
        b"221 2.0.0 Bye\n",
    )
    FORGED: ClassVar = (b"EHLO 535 5.7.8 no\n",)
    CUT: ClassVar = (b"22\n",)

    def __init__(self) -> None:
        self.begun = False
        self.message = False  # between 354 and the line with a dot
        self.headless = False  # nothing of the message was seen yet
        self.elided = False  # but something that stands in its place
        self.openssl = _shell.Sclient()
        self.asked = b""  # the client's last line
        self.challenged = False  # the last reply was a challenge: any line may be the response
        self.port = 0

    def take(self, line: bytes) -> Sequence[Item] | None:
        text = line.rstrip(b"\r")
        if self.message:
            found = self._message(text)
            if found:
                return found
        if self.openssl.active or self.openssl.begins(text):
            printed = self._printed(text)
            if printed is not None:
                return printed
        around = self._around(text)
        if around is not None:
            return around
        if _REPLY.match(text) or (self.asked and _ANY_CODE.match(text)):
            return self._replied(text)
        if (self.openssl.active or self.begun) and not self.asked and _ELIDED.match(text):
            return ((None, LOST),)  # somebody has left out how the dialogue begins
        if not self.begun:
            if not _is_verb(text.split(None, 1)[0] if text.strip() else b""):
                return NOTHING if not text.strip() else None
            self.begun = True
        if text == b"":
            return NOTHING
        if _FIELD.match(text) if self.challenged else self._told_by_others(text):
            self.challenged = False
            return None
        self.challenged = False
        self.asked = text.strip().upper()
        return ((None, Line(text)),)

    def _printed(self, text: bytes) -> Sequence[Item] | None:
        """What ``openssl s_client`` prints; None if it is a line of the dialogue."""
        if self.openssl.take(text):
            return ((None, Connect(self.port, YES)),) if self.openssl.handshake(text) else NOTHING
        return ((None, LOST),) if text.startswith(_NO_CLIENT) else None

    def _message(self, text: bytes) -> Sequence[Item]:
        """A line of a message; NOTHING if the log leaves the message out."""
        if not (self.headless and _REPLY.match(text)):
            elided = self.headless and _ELIDED.match(text) is not None
            self.elided = self.elided or elided
            self.headless = elided or (self.headless and not text)
            self.message = text != b"."
            return ((None, Line(text)),)
        self.message = False
        if text[:3] in (b"530", b"535") and not self.elided:
            # or lacks what stood before this line of the message
            return ((None, LOST), *self._replied(text))
        return NOTHING

    def _told_by_others(self, text: bytes) -> bool:
        """Is a line nobody's in the dialogue: a sentence, or of a program that names itself?"""
        return _is_prose(text) or (self.asked != b"DATA" and _is_named(text))

    def _replied(self, text: bytes) -> Sequence[Item]:
        parsed = reply.parse(text)
        if parsed is None or (self.openssl.active and not self.begun and parsed.code == 250):
            self.begun = parsed is not None and not parsed.more
            return NOTHING  # -starttls: the end of the reply to openssl's own EHLO
        self.begun = True
        self.message = self.headless = (
            parsed.code == 354 and not parsed.more and self.asked == b"DATA"
        )
        self.elided = False
        self.challenged = parsed.code == 334
        if parsed.code == 221 and not parsed.more and self.asked == b"QUIT":
            self._reset()  # what comes behind it is a dialogue only if it begins like one
        return ((None, parsed),)

    def _around(self, text: bytes) -> Sequence[Item] | None:
        """What the terminal shows of the connection itself; None if the line is the dialogue's."""
        trying = _TRYING.match(text)
        if trying is not None:
            self.port = int(trying.group(2) or self.port)
            return NOTHING
        connected = _CONNECTED.match(text) or _NC.match(text)
        if connected is not None:
            self.begun = True
            host, *port = [g for g in connected.groups() if g]
            return ((None, Connect(int(port[0]) if port else self.port, UNKNOWN, local(host))),)
        if text.startswith(_CLOSED):
            self._reset()
            return ((None, Close()),)
        if text.startswith(b"=== TLS started"):
            return ((None, TLS_STARTED),)
        if text.startswith(_CHATTER):
            return NOTHING
        if _FENCE.match(text):
            self.begun = False
            self.asked = b""
            return NOTHING
        begun = _shell.connection(text)
        if begun is None:
            return None
        self._reset()
        self.port = begun.port
        self.openssl.active = self.openssl.secure = begun.tls is YES
        return ((None, Close()), (None, begun))

    def _reset(self) -> None:
        self.begun = False
        self.asked = b""
        self.openssl = _shell.Sclient()

    def sniff(self, head: Sequence[bytes]) -> float:
        score = super().sniff(head)
        replies = [line for line in head if _REPLY.match(line)]
        refusals = sum(1 for line in replies if line[:1] in b"45" and line[3:4] != b"-")
        if refusals > 1 and refusals == sum(1 for line in head if line.strip()):
            return 0.3  # a list of texts is no session
        return score if replies else 0.0


def _is_prose(text: bytes) -> bool:
    """Is it a sentence of who shows the dialogue? Its first word is no command, and is not written
    like one."""
    words = text.split(None, 3)
    first = words[0] if words else b""
    return (
        len(words) > 2
        and _WORD.fullmatch(first) is not None
        and first != first.upper()
        and commands.parse(text).verb == commands.OTHER
        and (first.upper() not in protocols.VERBS or in_prose(words[1]))
    )


def _is_named(text: bytes) -> bool:
    """Is it a line of a program that names itself: "ssmtp: Cannot open mail:25"? No command ends
    so."""
    name, colon, rest = text.partition(b": ")
    return bool(colon) and name.replace(b"-", b"").isalnum() and len(rest.split(None, 1)) > 1


def _is_verb(word: bytes) -> bool:
    """A verb of SMTP, in small or in capital letters."""
    upper = word.upper()
    return upper.decode("latin-1") in VERBS and word in (upper, word.lower())
