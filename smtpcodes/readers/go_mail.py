"""go-mail's debug log, and Go programs that write like it.

    2023/01/16 21:21:18 [DEBUG] C --> S: EHLO client.example.com                                    (go-mail 0.3)
    2023/01/16 21:21:18 [DEBUG] C <-- S: 250 server.example.com
    PIPELINING

The code stands on the first line of a reply alone; the others follow without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Sees
from smtpcodes.session.events import Line

_HEAD = rb"(?:\d{4}/\d\d/\d\d \d\d:\d\d:\d\d )?(?:\[?DEBUG\]?:? )?"


class GoMail(Marked):
    NAME = "go-mail"
    FAMILY = "mailers"
    TITLE = "go-mail's debug log"
    SHOWS = "the dialogue"
    HIDES = "the reply code on all lines but the first"
    SEES = DIALOGUE & ~Sees.RAW

    LINE = re.compile(_HEAD + rb"(?:(?P<c>C --> S: ?)|(?P<s>C <-- S: ?))")

    def __init__(self) -> None:
        super().__init__()
        self.held: list[ReplyLine] = []         # a reply whose further lines may follow

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = self.LINE.match(line)
        if match is None:
            if not self.held or not line.strip():
                return NOTHING if self.held else None
            first = self.held[0]
            self.held.append(ReplyLine(first.raw[:3] + b" " + line, first.code, False, True, None, line.strip()))
            return NOTHING
        items = self._flush()
        if match["c"] is not None:
            return (*items, (None, Line(line[match.end():])))
        for _, parsed in super().server(line[match.end():]):
            if isinstance(parsed, ReplyLine):
                self.held = [parsed]
        return items

    def _flush(self) -> tuple[Item, ...]:
        held, self.held = self.held, []
        last = len(held) - 1
        return tuple((None, ReplyLine(x.raw, x.code, n < last, x.spaced, x.enhanced, x.text)) for n, x in enumerate(held))

    def finish(self) -> Sequence[Item]:
        return self._flush()
