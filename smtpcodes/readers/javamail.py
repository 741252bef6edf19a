"""JavaMail and Jakarta Mail, session.setDebug(true).

    DEBUG SMTP: connected to host "mx.example.test", port: 587      (Jakarta Mail 1.6.5)
    EHLO client.example.test
    DEBUG SMTP: AUTH LOGIN command trace suppressed

The dialogue has no marks. Where the trace is suppressed, AUTH and its replies are hidden, and a line tells how it ended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.readers._marked import local
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.readers.telnet import Telnet
from smtpcodes.session.events import UNKNOWN, YES, Authenticated, Connect, Failed

_PREFIX = re.compile(rb"\s{1,8}O |\[[^\]]{1,60}\] \S{1,30} O ")
_DEBUG = re.compile(rb"DEBUG(?: SMTPS?| SMTP [A-Z0-9-]{1,20})?: ")
_CONNECTED = re.compile(rb"(?:connected to host|trying to connect to host) \"([^\"]{1,255})\", port:? (\d{1,5})(?:, isSSL (true|false))?")
_ENDED = re.compile(rb"AUTH ([A-Z0-9_-]{1,20}) (succeeded|failed)")
_TRACE = re.compile(rb"\s{1,8}at [\w.$/<>-]{3,200}\(|(?:Caused by: |Exception in |nested exception)|[\w.]{5,100}(?:Exception|Error)(?:: |;|$)|\s+\.\.\. \d{1,4} more")


class Javamail(Reader):
    NAME = FAMILY = "javamail"
    TITLE = "JavaMail, Jakarta Mail (setDebug)"
    SHOWS = "commands and replies, without marks"
    HIDES = "AUTH, where its trace is suppressed"
    SEES = DIALOGUE & ~(Sees.RESPONSES | Sees.SASL | Sees.COMMANDS)

    def __init__(self) -> None:
        self.bare = Telnet()
        self.begun = False
        self.suppressed = False

    def take(self, line: bytes) -> Sequence[Item] | None:
        prefix = _PREFIX.match(line)
        if prefix is not None:
            line = line[prefix.end():]
        debug = _DEBUG.match(line)
        if debug is not None:
            self.begun = True
            return self._debug(line[debug.end():])
        if not self.begun:
            return None
        if _TRACE.match(line):
            return NOTHING
        return self.bare.take(line)

    def _debug(self, text: bytes) -> Sequence[Item]:
        connected = _CONNECTED.match(text)
        if connected is not None:
            if text.startswith(b"trying"):
                tls = YES if connected.group(3) == b"true" else UNKNOWN
                return ((None, Connect(int(connected.group(2)), tls, local(connected.group(1)))),)
            return NOTHING
        if b"command trace suppressed" in text:
            self.suppressed = True
            return NOTHING
        ended = _ENDED.match(text)
        if ended is not None and self.suppressed:
            self.suppressed = False
            mechanism = ended.group(1).decode("ascii")
            return ((None, Authenticated(mechanism) if ended.group(2) == b"succeeded" else Failed(mechanism)),)
        return NOTHING
