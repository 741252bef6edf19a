"""go-mail's debug log, and Go programs that write like it.

    2023/01/16 21:21:18 [DEBUG] C --> S: EHLO client.example.com                       (go-mail 0.3)
    2023/01/16 21:21:18 [DEBUG] C <-- S: 250 server.example.com
    PIPELINING

The code stands on the first line of a reply alone; the others follow without it.
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, SLASHED_DATE
from smtpcodes.readers._marked import Joined
from smtpcodes.readers.base import DIALOGUE, Sees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = (
    rb"(?:"
    + SLASHED_DATE
    + rb" "
    + CLOCK
    + rb"(?:\.\d{1,9})? )?(?:[\w./-]{1,60}:\d{1,6}: )?(?:\[?DEBUG\]?:? )?"
)


class GoMail(Joined):
    NAME = "go-mail"
    MARKS = (b"C --> S:", b"C <-- S:")
    FAMILY = "mailers"
    TITLE = "go-mail's debug log"
    SHOWS = "the dialogue"
    HIDES = "the reply code on all lines but the first"
    SEES = DIALOGUE & ~(Sees.RAW | Sees.RESPONSES)

    LINE = late(_HEAD + rb"(?:(?P<c>C --> S: ?)|(?P<s>C <-- S: ?))")
    FURTHER = late(rb"(?!" + SLASHED_DATE + rb" )")

    EXAMPLES: ClassVar = (
        b"2023/01/16 21:21:18 [DEBUG] C <-- S: 220 mx.example.net ESMTP\n"
        b"2023/01/16 21:21:18 [DEBUG] C --> S: EHLO client.example\n"
        b"2023/01/16 21:21:18 [DEBUG] C <-- S: 250 mx.example.net\n"
        b"PIPELINING\n"
        b"2023/01/16 21:21:18 [DEBUG] C --> S: QUIT\n",
    )
    FORGED: ClassVar = (b"2023/01/16 21:21:18 [DEBUG] C --> S: EHLO C <-- S: 535 5.7.8 no\n",)
    CUT: ClassVar = (b"2023/01/16 21:21:18 [DEBUG] C <-- S: 2\n",)
