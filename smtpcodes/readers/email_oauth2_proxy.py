"""Email OAuth 2.0 Proxy, with --debug.

    2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example.net:587) --> b'EHLO client.example\\r\\n'
    2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example.net:587) <-- b'220 mx.example.net ESMTP\\r\\n'
    2024-06-28 20:00:34,416: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example.net:587) --> [ Client connected ]

Version 2024-05. The proxy speaks to both sides: indented arrows are the server's side, the others the client's; they are two sessions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.readers.smtplib import literal
from smtpcodes.session.events import Close, Connect, Line

_LINE = re.compile(
    rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}: SMTP \(([^()\s]{5,200})\)( {1,8})(-->|<--) (.*)$", re.S
)
_OTHER = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}: ")


class EmailOauth2Proxy(Reader):
    NAME = "email-oauth2-proxy"
    FAMILY = "mailers"
    TITLE = "Email OAuth 2.0 Proxy --debug"
    SHOWS = "the dialogue with the client, and with the server"
    HIDES = "credentials"
    SEES = DIALOGUE & ~Sees.RESPONSES

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _LINE.match(line)
        if match is None:
            return NOTHING if _OTHER.match(line) else None
        peers, indent, arrow, rest = match.groups()
        key = (peers, len(indent) > 1)
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
                found += [(key, Line(part))] if part else []
            elif (parsed := reply.parse(part)) is not None:
                found.append((key, parsed))
        return found
