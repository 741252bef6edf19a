"""RainLoop's and SnappyMail's log of the connection to the mail server.

    [14:32:53.886][f2254d92] SMTP[DATA]: < 220 mx.example.net ESMTP\\r\\n            (RainLoop 1.10)
    [14:32:53.886][f2254d92] SMTP[SECURE]: > ********\\r\\n
    [2024-03-25 13:55:16.817][d3e58896] SMTP[DEBUG]: > EHLO client.example        (SnappyMail 2.35)

The line of an error repeats the reply before it, and stays unused.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, DATE
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, Item, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = rb"\[(?:" + DATE + rb" )?" + CLOCK + rb"\.\d{3}\]\[(?P<key>[0-9a-f]{4,16})\] "
_ANY = rb"\[(?:" + DATE + rb" )?" + CLOCK + rb"\.\d{3}\]\[[0-9a-f]{4,16}\] "
_END = (b"\\r\\n", b"\\r")


class RainLoop(Marked):
    NAME = "rainloop"
    MARKS = (b".000][", b"\nStack trace:", b"\n#0 ", b"\n#00 ", b"\n#000 ")
    FAMILY = "mailers"
    TITLE = "RainLoop, SnappyMail"
    SHOWS = "the dialogue"
    HIDES = "credentials"
    SEES = DIALOGUE & ~Sees.RESPONSES

    LINE = late(_HEAD + rb"SMTP\[[A-Z]{3,12}\]: (?:(?P<c>>)|(?P<s><)) ?")
    CONNECTED = late(
        _HEAD + rb"SMTP\[[A-Z]{3,12}\]: Start connection to \"(?:(?P<tls>ssl|tls)"
        rb"|tcp)://(?P<host>[^\s\":]{1,255}):(?P<port>\d{1,5})\""
    )
    CLOSED = late(_ANY + rb"SMTP\[[A-Z]{3,12}\]: Disconnected")
    PASSED = late(_ANY + rb"(?:[A-Z]{2,12})?(?:\[[A-Z]{3,12}\])?: |Stack trace:|#\d{1,3} ")

    EXAMPLES: ClassVar = (
        b'[16:48:19.833][abd2afe8] SMTP[NOTE]: Start connection to "tcp://127.0.0.1:25"\n'
        b"[16:48:19.844][abd2afe8] SMTP[DATA]: < 220 mx.example.net ESMTP\\r\\n\n"
        b"[16:48:19.846][abd2afe8] SMTP[DATA]: > EHLO client.example\\r\\n\n"
        b"[16:48:19.851][abd2afe8] SMTP[DATA]: < 250-mx.example.net\\r\\n\n"
        b"[16:48:19.851][abd2afe8] SMTP[DATA]: < 250 AUTH LOGIN\\r\\n\n"
        b"[16:48:19.853][abd2afe8] SMTP[SECURE]: > ********\\r\\n\n",
        b"[2024-03-25 13:55:16.819][d3e58896] SMTP[INFO]: < 535 5.7.8 Error: "
        b"authentication failed\n",
    )
    FORGED: ClassVar = (
        b"[16:48:19.846][abd2afe8] SMTP[DATA]: > EHLO [16:48:19.846][abd2afe8] "
        b"SMTP[DATA]: < 535 5.7.8 no\\r\\n",
    )

    def client(self, text: bytes) -> Sequence[Item]:
        return super().client(_bare(text))

    def server(self, text: bytes) -> Sequence[Item]:
        return super().server(_bare(text))


def _bare(text: bytes) -> bytes:
    """The line without the written-out end of a line."""
    return next((text[: -len(end)] for end in _END if text.endswith(end)), text)
