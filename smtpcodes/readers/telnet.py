"""A bare dialogue: telnet, nc, openssl s_client, swaks -np, or what somebody pasted.

    Connected to mx.example.net.                    (telnet 0.17)
    220 mx.example.net ESMTP
    EHLO client.example

No line names its side; the grammar tells it. Three digits with a blank or a hyphen are the server's, everything else is the
client's once a dialogue has begun. What openssl prints of the certificate is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import VERBS
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader
from smtpcodes.session.events import NO, UNKNOWN, YES, Close, Connect, Line

_CONNECTED = re.compile(rb"(?:=== )?Connected to (\S+?)\.?$")
_TRYING = re.compile(rb"(?:=== )?Trying (\S+?)(?::(\d{1,5}))?\.\.\.$")
_NC = re.compile(rb"(?:Connection to (\S+) (\d{1,5}) port .{0,40}succeeded!|\(UNKNOWN\) \[(\S+)\] (\d{1,5}) .{0,40}open)$")
_CLOSED = (b"Connection closed", b"=== Connection closed", b"closed", b"DONE", b"read:errno", b"QUIT by peer")
_CHATTER = (b"Escape character", b"***", b"===", b"Trying ")
_REPLY = re.compile(rb"[2-5][0-9]{2}(?:[ -]|$)")
_ANY_CODE = re.compile(rb"[0-9]{3}(?:[ -]|$)")      # where a reply is due, a wrong one is read as well
_LOCAL = (b"127.", b"::1", b"localhost", b"[::1]")


class Telnet(Reader):
    NAME = "telnet"
    FAMILY = "telnet"
    TITLE = "a bare dialogue (telnet, nc, openssl s_client, swaks -np)"
    SHOWS = "commands and replies; which side spoke is told by the grammar"
    HIDES = "TLS from the start of a connection, except openssl's"
    SEES = DIALOGUE
    WEAK = True

    def __init__(self) -> None:
        self.begun = False
        self.message = False            # between 354 and the line with a dot
        self.passing = False            # inside what openssl prints of the connection
        self.secure = False
        self.asked = b""                # the client's last line
        self.port = 0

    def take(self, line: bytes) -> Sequence[Item] | None:
        text = line.rstrip(b"\r")
        if self.message:
            self.message = text != b"."
            return ((None, Line(text)),)
        if self.passing or text.startswith((b"CONNECTED(", b"depth=", b"Connecting to")):
            return self._openssl(text)
        trying = _TRYING.match(text)
        if trying is not None:
            self.port = int(trying.group(2) or 0)
            return NOTHING
        connected = _CONNECTED.match(text) or _NC.match(text)
        if connected is not None:
            self.begun = True
            host = next((g for g in connected.groups() if g), b"")
            return ((None, Connect(self.port, UNKNOWN, YES if host.startswith(_LOCAL) else NO)),)
        if text.startswith(_CLOSED):
            self.begun = False
            return ((None, Close()),)
        if text.startswith(_CHATTER):
            return NOTHING
        if _REPLY.match(text) or (self.asked and _ANY_CODE.match(text)):
            parsed = reply.parse(text)
            if parsed is not None:
                self.begun = True
                self.message = parsed.code == 354 and not parsed.more and self.asked == b"DATA"
                return ((None, parsed),)
        if not self.begun:
            word = text.split(None, 1)[0] if text.strip() else b""
            if word.upper().decode("latin-1") not in VERBS or (word.upper() != word and word.lower() != word):
                return NOTHING if not text.strip() else None
            self.begun = True
        if text == b"":
            return NOTHING
        self.asked = text.strip().upper()
        return ((None, Line(text)),)

    def _openssl(self, text: bytes) -> Sequence[Item]:
        """What s_client prints: the certificate, then the session; the dialogue goes on after its last line."""
        if text.startswith(b"CONNECTED("):
            self.passing = True
            return NOTHING
        if text.startswith((b"---", b"250 ", b"220 ")) and not text.startswith(b"----"):
            if text.startswith((b"250 ", b"220 ")):
                self.passing = False
                self.begun = True
                parsed = reply.parse(text)
                if parsed is not None and not self.secure:
                    self.secure = True
                    if text.startswith(b"250 "):        # -starttls smtp: the last line of the EHLO reply before TLS
                        return ((None, Connect(0, YES)),)
                    return ((None, Connect(0, YES)), (None, parsed))
            return NOTHING
        if text.startswith(b"read R BLOCK"):
            self.passing = False
            self.begun = True
        return NOTHING

    def sniff(self, head: Sequence[bytes]) -> float:
        score = super().sniff(head)
        replies = sum(1 for line in head if _REPLY.match(line))
        return score if replies else 0.0


