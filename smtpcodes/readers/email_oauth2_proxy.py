"""Email OAuth 2.0 Proxy, with --debug.

    2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example.net:587) --> \
b'EHLO client.example\\r\\n'
    2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example.net:587) <-- \
b'220 mx.example.net ESMTP\\r\\n'
    2024-06-28 20:00:34,416: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example.net:587) --> [ \
Client connected ]

Versions of 2022 to 2024, with and without milliseconds, with the user's name once it is known. The
proxy speaks to both sides: indented arrows are the server's side, the others the client's; they are
two sessions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, DATE
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.readers.smtplib import literal
from smtpcodes.session.events import TLS_STARTED, Close, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

# the peers, in the words of two versions; what a user calls itself follows, and may be anything but
# a blank
_HEAD = rb"(?:" + DATE + rb" " + CLOCK + rb"(?:,\d{3})?: |Email OAuth 2\.0 Proxy: )?"
_PEERS = (
    rb"\[?[\w.:-]{0,90}\]?:\d{1,5}-\{\[?[\w.:-]{0,90}\]?:\d{1,5}\}-[\w.:\[\]-]{1,255}:"
    rb"\d{1,5}|[\w.:\[\]-]{1,255}:\d{1,5}; [\w.:\[\]-]{1,90}->[\w.:\[\]-]{1,255}:\d{1,5}"
)
_LINE = late(
    _HEAD + rb"SMTP \((" + _PEERS + rb")(?:; \S{1,200}?)?\)( {1,8})(-->|<--|<->) (.*)$", re.S
)
_OTHER = late(
    rb"(?:"
    + DATE
    + rb" "
    + CLOCK
    + rb"(?:,\d{3})?: |Email OAuth 2\.0 Proxy: )(?:New incoming|Accepting|Starting"
    rb"|Stopping|Initialis|Running|Setting|Rejecting|Received|Authentic|Caught|SMTP "
    rb"|IMAP |POP |Stopped|Unable|Error|Updat|Using|Saving|No |Ignoring|Retry)"
)


class EmailOauth2Proxy(Reader):
    NAME = "email-oauth2-proxy"
    MARKS = (b"SMTP (", b"Email OAuth 2.0 Proxy: ", b"-00-00 00:00:00: ", b"-00-00 00:00:00,000: ")
    FAMILY = "mailers"
    TITLE = "Email OAuth 2.0 Proxy --debug"
    SHOWS = "the dialogue with the client, and with the server"
    HIDES = "credentials"
    SEES = DIALOGUE & ~Sees.RESPONSES

    EXAMPLES: ClassVar = (
        b"2024-06-28 20:00:34,416: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example."
        b"net:587) --> [ Client connected ]\n"
        b"2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example."
        b"net:587) <-- b'220 mx.example.net ESMTP\\r\\n'\n"
        b"2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example."
        b"net:587) --> b'EHLO client.example\\r\\n'\n",
        b"2022-09-28 18:23:29,589: SMTP (localhost:1587; "
        b"127.0.0.1:52448->mx.example.net:587) <-- b'220 mx.example.net ESMTP\\r\\n'\n"
        b"2022-09-28 18:23:29,590: SMTP (localhost:1587; "
        b"127.0.0.1:52448->mx.example.net:587) --> b'EHLO client.example\\r\\n'\n",
        b"2024-03-14 09:00:17: SMTP ([::ffff:192.0.2.54]:50627-{[::ffff:192.0.2.31]:25}"
        b"-mx.example.net:587; a@example.com)     --> b'[[ Credentials removed from "
        b"proxy log ]]\\r\\n'\n"
        b"2024-03-14 09:00:25: SMTP ([::ffff:192.0.2.54]:50627-{[::ffff:192.0.2.31]:25}"
        b"-mx.example.net:587; a@example.com)     <-- b'535 5.7.3 Authentication "
        b"unsuccessful\\r\\n'\n",
        b"2024-03-03 19:48:19: SMTP ([internal]:38533-{[internal]:25}-mx.example.net:58"
        b"7) <-- b'220 mx.example.net ESMTP\\r\\n'\n",
        b"Email OAuth 2.0 Proxy: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example.ne"
        b"t:587) <-- b'530 5.7.57 Client not authenticated\\r\\n'\n",
    )
    FORGED: ClassVar = (
        b"2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example."
        b"net:587; x) <-- b'535 no') --> b'EHLO x\\r\\n'",
        b"2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example."
        b"net:587) --> b'EHLO x) <-- 535 no\\r\\n'",
    )

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _LINE.match(line)
        if match is None:
            return NOTHING if _OTHER.match(line) else None
        peers, indent, arrow, rest = match.groups()
        key = (peers, len(indent) > 1)
        if arrow == b"<->":
            return ((key, TLS_STARTED),) if b"handshake complete" in rest else NOTHING
        if rest.startswith(b"["):
            return (
                ((key, Connect() if b"connected" in rest else Close()),)
                if b"onnect" in rest
                else NOTHING
            )
        text = literal(rest)
        if text is None:
            return NOTHING
        found: list[Item] = []
        for part in text.split(b"\r\n"):
            if arrow == b"-->":
                if part:
                    hidden = part.startswith(b"[[ Credentials removed")
                    found.append((key, commands.response(b"[redacted]") if hidden else Line(part)))
            elif arrow == b"<--" and (parsed := reply.parse(part)) is not None:
                found.append((key, parsed))
        return found
