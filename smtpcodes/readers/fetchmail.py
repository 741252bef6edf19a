"""fetchmail -v, delivering by SMTP.

    fetchmail: SMTP< 220 mx.example.net ESMTP                                        (fetchmail 6.4)
    fetchmail: SMTP> EHLO client.example
    SMTP< 250 STARTTLS

Its IMAP and POP lines tell nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar


class Fetchmail(Marked):
    NAME = "fetchmail"
    MARKS = (b"\nfetchmail: ",)
    FAMILY = "mailers"
    TITLE = "fetchmail -v"
    SHOWS = "the SMTP dialogue"
    HIDES = "the message text"
    SEES = DIALOGUE

    LINE = late(rb"(?:fetchmail: )?(?:SMTP|LMTP)(?:(?P<c>> ?)|(?P<s>< ?))(?! ?\[)")
    PASSED = late(rb"fetchmail: |(?:IMAP|POP3)[<>] ")

    EXAMPLES: ClassVar = (
        b"fetchmail: SMTP< 220 mx.example.net ESMTP\n"
        b"fetchmail: SMTP> EHLO client.example\n"
        b"fetchmail: SMTP< 250 STARTTLS\n",
    )
    FORGED: ClassVar = (b"fetchmail: SMTP> EHLO fetchmail: SMTP< 535 5.7.8 no\n",)
    CUT: ClassVar = (b"fetchmail: SMTP< 2\n",)

    def sniff(self, head: Sequence[bytes]) -> float:
        lines = [line for line in head if line.strip()]
        own = sum(
            1 for line in lines if line.startswith((b"fetchmail: ", b"IMAP", b"POP3", b"SMTP"))
        )
        return own / len(lines) if any(line.startswith(b"fetchmail: ") for line in lines) else 0.0
