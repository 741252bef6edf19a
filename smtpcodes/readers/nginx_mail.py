"""nginx as a mail proxy: its error log.

    2022/03/02 06:04:23 [info] 13#13: *89499 client login failed: "Invalid login" while in http \
auth state, client: 192.0.2.189, server: 0.0.0.0:25, login: "a"
    2022/03/02 06:04:22 [info] 13#13: *89499 client 192.0.2.189:60509 connected to 0.0.0.0:25
    2022/03/02 06:05:01 [info] 13#13: *89499 upstream sent invalid response: "535 5.7.8 no" while \
reading response from upstream, client: 192.0.2.189, server: 0.0.0.0:25

nginx 1.20. What a peer said stands between quotation marks, before the words that nginx adds. IMAP
and POP3 have the same lines: the port tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, CODE, SLASHED_DATE
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Close, Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = SLASHED_DATE + rb" " + CLOCK + rb" \[[a-z]{4,6}\] \d{1,8}#\d{1,8}: \*(?P<key>\d{1,12}) "
_FAILED = late(
    _HEAD + rb"client login failed: \"(?P<text>[^\"]{0,400})\" while in http auth state, "
    rb"client: [\w.:]{2,50}, server: \S{1,80}?:(?P<port>25|465|587|2525)(?:, |$)"
)
_UPSTREAM = late(
    _HEAD
    + rb"upstream sent invalid response: \"(?P<text>"
    + CODE
    + rb"[ -][^\"]{0,1000})\" while reading response from upstream, client: "
    rb"[\w.:]{2,50}, server: \S{1,80}?:(?:25|465|587|2525)(?:, |$)"
)
_OWN = late(
    _HEAD + rb"(?:client \S{2,60} connected to |client (?:closed|logged in|timed out"
    rb"|login failed)|proxied session done|upstream |\S{2,60} could not be resolved)"
)


class NginxMail(Reader):
    NAME = "nginx-mail"
    MARKS = (b": *0",)
    FAMILY = "servers"
    TITLE = "nginx as a mail proxy"
    SHOWS = "failed log-ins, odd replies of the server behind it"
    HIDES = "the dialogue"
    SEES = Sees(0)

    EXAMPLES: ClassVar = (
        b'2022/03/02 06:04:23 [info] 13#13: *89499 client login failed: "Invalid '
        b'login" while in http auth state, client: 192.0.2.189, server: 0.0.0.0:25, '
        b'login: "a"\n',
        b'2022/03/02 06:05:01 [info] 13#13: *9 upstream sent invalid response: "535 '
        b'5.7.8 no" while reading response from upstream, client: 192.0.2.9, server: '
        b'0.0.0.0:587, login: "a"\n',
    )
    FORGED: ClassVar = (
        b"2022/03/02 06:04:23 [info] 13#13: *8 client logged in, client: 192.0.2.1, "
        b'server: 0.0.0.0:25, login: "upstream sent invalid response: \\"535 5.7.8 no"',
    )

    def take(self, line: bytes) -> Sequence[Item] | None:
        failed = _FAILED.match(line)
        if failed is not None:
            return ((failed["key"], Failed("", failed["text"])), (failed["key"], Close()))
        upstream = _UPSTREAM.match(line)
        if upstream is not None:
            parsed = reply.parse(upstream["text"])
            return ((upstream["key"], parsed),) if parsed is not None else NOTHING
        return NOTHING if _OWN.match(line) else None
