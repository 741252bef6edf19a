"""Markdown with ``smtp`` fences: documentation, issues. Line numbers are the file's.

    ```smtp
    C: MAIL FROM:<a@client.example>
    S: 530 5.7.0 Authentication required

Each fence is a session that begins in the middle: what is not shown is not known. Fences stand in
lists and quotes, too. The reader goes line by line, so that a linter needs no Markdown parser; the
tests hold it against markdown-it-py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader
from smtpcodes.readers.labelled import Labelled
from smtpcodes.session.events import Close

# CommonMark 0.31, section 4.5; before it what a list (5.2) and a quote (5.1) put there
_DRESS = rb"(?:>|[-*+](?= )|[0-9]{1,9}[.)](?= )| ){0,24}"
_FENCE = late(
    rb"(?P<dress>"
    + _DRESS
    + rb")(?P<mark>`{3,}|~{3,})[ \t]{0,4}(?P<info>[^\s`]{0,40})[^`]{0,200}$",
    re.S,
)
_QUOTES = late(rb"[ ]{0,3}> ?")


class Markdown(Reader):
    NAME = FAMILY = "markdown"
    MARKS = (b"```", b"~~~")
    TITLE = "smtp fences in Markdown"
    SHOWS = "the dialogues of the fences"
    HIDES = "what stands before and after them"
    SEES = DIALOGUE

    def __init__(self) -> None:
        self.fence = b""
        self.indent = self.quotes = 0
        self.smtp = False
        self.count = 0
        self.inner = Labelled()

    def take(self, line: bytes) -> Sequence[Item] | None:
        if not self.fence:
            self._open(line)
            return NOTHING
        bare = self._bare(line)
        if bare is None or (
            bare.lstrip(b" ").startswith(self.fence)
            and not bare.strip(b" \t" + self.fence[:1])
            and _indent(bare) < 4
        ):
            self.fence = b""  # its end, or that of the quote or the list that it stands in
            ended = ((self.count, Close()),) if self.smtp else NOTHING
            if bare is None:
                self._open(line)
            return ended
        if not self.smtp:
            return NOTHING
        return tuple((self.count, event) for _, event in self.inner.take(bare) or ())

    def _open(self, line: bytes) -> None:
        match = _FENCE.match(line)
        if match is None:
            return
        _, quoted, inner = match["dress"].rpartition(b">")
        inner = inner.removeprefix(b" ") if quoted else inner
        if len(inner) > 3 and not match["dress"].strip(b" >"):
            return  # indented code (4.4), but in a list
        self.fence, self.quotes, self.indent = match["mark"], match["dress"].count(b">"), len(inner)
        self.smtp = match["info"].lower() == b"smtp"
        self.count += self.smtp
        self.inner = Labelled()

    def _bare(self, line: bytes) -> bytes | None:
        """A line of the fence without the quote and the indent that the fence stands in; None if it
        stands outside of them."""
        for _ in range(self.quotes):
            match = _QUOTES.match(line)
            if match is None:
                return None
            line = line[match.end() :]
        return line[min(self.indent, _indent(line)) :]

    def sniff(self, head: Sequence[bytes]) -> float:
        return (
            0.98
            if any(m["info"].lower() == b"smtp" for line in head if (m := _FENCE.match(line)))
            else 0.0
        )


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))
