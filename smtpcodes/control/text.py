"""Which lines of a dialogue may be message text: there a peer writes lines of its own, whatever
they look like.

Errs towards text: a reply that stands in a text does not end it. DATA's text ends with its dot (RFC
5321 section 4.5.2), a chunk of BDAT with its last octet (RFC 3030 section 2).
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE

_MARK = late(
    rb"[^\n]{0,80}?(?<![^\s\]])((?:[CcSs]|[Cc]lient|[Ss]erver):|[-=]{1,2}>|>"
    rb"{1,3}|<[-=]{1,2}|<{1,3})[ \t]{0,4}"
)
_BEGINS = late(rb"(?:^|[\s:>\]])354(?:[ -]|\s*$)")
_DATA = late(rb"(?i)(?:^|[\s:>\]\"])DATA\s*$")
_ACCEPTS = late(rb"(?:^|[\s:>\]])(?=[23])" + CODE + rb"(?:[ -]|\s*$)")
_CHUNK = late(rb"(?i)(?:^|[\s:>\]\"])BDAT[ \t]{1,4}([0-9]{1,15})(?:[ \t]|$)")
_CODE = late(CODE + rb"(?:[ -]|\s*$)")
_FENCE = late(rb"[ \t>]{0,40}(?:```|~~~)")
_START = 200  # octets of a line in which its command or code stands


class Text:
    """Sees each line of a dialogue. inside: what follows may be message text."""

    def __init__(self) -> None:
        self.inside = False
        self.server = b""  # the mark of the reply that asked for the text
        self.client: bytes | None = None  # the mark before each line of it; None: not seen yet
        self.asked = False  # the line before is DATA: any success may be taken for a 354
        self.left = 0  # octets of a chunk that are still to come

    def passed(self, line: bytes) -> None:
        """Sees the next line."""
        if _FENCE.match(line):  # of a Markdown document: the dialogue is over
            self.inside, self.left = False, 0
        elif self.left:
            # lines may end with a line feed alone: who counts two octets leaves the chunk too early
            self.left = max(0, self.left - len(line.rstrip(b"\r")) - 1)
            self.inside = self.left > 0
        elif self.inside:
            self.inside = not self._ends(line)
        elif (_ACCEPTS if self.asked else _BEGINS).search(line[:_START]):
            mark = _MARK.match(line)
            self.server, self.client = mark.group(1) if mark else b"", None
            self.inside = True
        elif chunk := _CHUNK.search(line[:_START]):
            self.left = int(chunk.group(1))
            self.inside = self.left > 0
        self.asked = not self.inside and _DATA.search(line[:_START]) is not None

    def _ends(self, line: bytes) -> bool:
        mark = _MARK.match(line)
        found, rest = (mark.group(1), line[mark.end() :]) if mark else (b"", line)
        replied = bool(found) and found == self.server and _CODE.match(rest) is not None
        if self.client is None:  # the first line after the 354
            if replied and _BEGINS.search(line[:_START]):
                return False  # another line of that reply
            self.client = b"" if replied else found
            if replied:  # the text is not shown
                return True
        if not self.client:
            return line.strip() == b"."
        return replied or (found == self.client and rest.strip() == b".")
