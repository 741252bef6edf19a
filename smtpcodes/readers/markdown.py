"""Markdown with ``smtp`` fences: documentation, issues. Line numbers are the file's.

    ```smtp
    C: MAIL FROM:<a@client.example>
    S: 530 5.7.0 Authentication required

Each fence is a session that begins in the middle: what is not shown is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader
from smtpcodes.readers.labelled import Labelled
from smtpcodes.session.events import Close

_FENCE = re.compile(rb" {0,3}(`{3,}|~{3,}) {0,4}([A-Za-z0-9_-]{0,20})")     # CommonMark 0.31, section 4.5


class Markdown(Reader):
    NAME = FAMILY = "markdown"
    TITLE = "smtp fences in Markdown"
    SHOWS = "the dialogues of the fences"
    HIDES = "what stands before and after them"
    SEES = DIALOGUE

    def __init__(self) -> None:
        self.fence = b""
        self.smtp = False
        self.count = 0
        self.inner = Labelled()

    def take(self, line: bytes) -> Sequence[Item] | None:
        match = _FENCE.match(line)
        if self.fence:
            if match is not None and match.group(1).startswith(self.fence) and not match.group(2):
                self.fence = b""
                return ((self.count, Close()),) if self.smtp else NOTHING
            if not self.smtp:
                return NOTHING
            return tuple((self.count, event) for _, event in self.inner.take(line) or ())
        if match is not None:
            self.fence = match.group(1)
            self.smtp = match.group(2).lower() == b"smtp"
            self.count += self.smtp
        return NOTHING

    def sniff(self, head: Sequence[bytes]) -> float:
        return 0.98 if any(m.group(2).lower() == b"smtp" for line in head if (m := _FENCE.match(line))) else 0.0
