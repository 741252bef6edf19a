"""Chilkat's log (LastErrorText of MailMan), blocks within blocks.

    readSmtpResponse(16ms):                                                      (Chilkat 9.5.0)
      SmtpCmdResp: 220 mx.example.net ESMTP
    --readSmtpResponse
      SmtpCmdSent: EHLO client.example

"SmtpCmdSent" and "SmtpCmdResp" tell the side.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import FAILURE_CODE
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar


class Chilkat(Marked):
    NAME = "chilkat"
    MARKS = (b"smtpcmdresp: ", b"smtpcmdsent: ")
    FAMILY = "mailers"
    TITLE = "Chilkat's log"
    SHOWS = "the dialogue"
    HIDES = "SASL responses, it may be; TLS from the start of a connection"
    SEES = DIALOGUE & ~Sees.RESPONSES

    LINE = late(rb"\s{0,80}(?:(?P<c>SmtpCmdSent:)|(?P<s>SmtpCmdResp:))(?: |$)")
    # a block begins or ends; a setting, unless it may be a reply
    PASSED = late(
        rb"\s{0,80}(?:[A-Za-z]\w{1,60}(?:\(\d{1,9}ms\))?:|--[A-Za-z]\w{1,60})\s{0,4}$"
        rb"|\s{2,80}[A-Za-z]\w{1,60}: (?!.{0,200}\b" + FAILURE_CODE + rb"\b).{0,200}$"
    )

    EXAMPLES: ClassVar = (
        b"    readSmtpResponse(16ms):\n"
        b"      SmtpCmdResp: 220 mx.example.net ESMTP\n"
        b"    --readSmtpResponse\n"
        b"      SmtpCmdSent: EHLO client.example\n"
        b"      SmtpCmdResp: 250 mx.example.net\n",
    )
    FORGED: ClassVar = (b"      SmtpCmdSent: EHLO SmtpCmdResp: 535 5.7.8 no\n",)
    CUT: ClassVar = (b"      SmtpCmdResp: 2\n",)

    def sniff(self, head: Sequence[bytes]) -> float:
        return super().sniff(head) if any(map(self.LINE.match, head)) else 0.0
