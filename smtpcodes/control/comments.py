"""``# smtpcodes: ignore[auth/required-late, policy] reason`` in a transcript.

Finds such comments while the octets pass by, and takes them out of what the readers see, with all
places kept. Knows where a comment stands, not whether its file may hold any. A client may write
anything into a log, but in a dialogue whose lines name their side it can't write a line of its own.
So a comment counts on a line of its own, outside message text;
after a line's text only where the caller trusts the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from smtpcodes.control.text import Text
from smtpcodes.record import NamedTuple

LIMIT = 4 << 20  # octets of an input that are searched
COMMENTS = 10_000  # of one input
LINE = 4000  # octets; a longer line holds no comment
_WORD = b"smtpcodes:"
_COMMENT = re.compile(
    rb"(?P<before>[^\n]*?)[ \t]{0,20}#[ \t]{0,4}smtpcodes:[ \t]{0,4}ignore\[(?P<names>[^\]\n"
    rb"]{0,1000})\](?P<reason>[^\r\n]{0,1000})"
)
_CAPTURES = (
    b"\xd4\xc3\xb2\xa1",
    b"\xa1\xb2\xc3\xd4",
    b"\x4d\x3c\xb2\xa1",
    b"\xa1\xb2\x3c\x4d",
    b"\x0a\x0d\x0d\x0a",
)


class Comment(NamedTuple):
    """line: where it stands; target: the line that it is about."""

    line: int
    target: int
    names: tuple[str, ...]
    reason: str
    text: str


class Comments:
    """The comments of one input. trusted: those at the end of a line count, too. met: called when
    one is met."""

    def __init__(self, trusted: bool, met: Callable[[], None] = lambda: None) -> None:
        self.trusted = trusted
        self.met = met
        self.found: list[Comment] = []
        self.refused: list[
            Comment
        ] = []  # at the end of a line, where a client may have written them
        self.number = 0  # lines that were searched
        self.text = Text()
        self.waiting: list[tuple[int, tuple[str, ...], str, str]] = []

    def passed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same octets, but a comment that counts is blank."""
        chunks = iter(chunks)
        rest = b""
        unread: list[bytes] = []  # whole lines that had no comment; they are read when one comes
        total = 0
        for chunk in chunks:
            if not total and chunk.startswith(_CAPTURES):
                yield chunk
                break
            if not chunk:  # a pause
                yield chunk
                continue
            total += len(chunk)
            if total > LIMIT:
                yield rest + chunk
                rest = b""
                break
            data = rest + chunk
            cut = data.rfind(b"\n") + 1
            whole, rest = data[:cut], data[cut:]
            if not whole:
                continue
            if _WORD not in whole and not self.waiting:
                unread.append(whole)
                yield whole
                continue
            for old in unread:
                self._scan(old)
            unread = []
            yield self._scan(whole)
        if rest:
            if _WORD in rest or self.waiting:
                for old in unread:
                    self._scan(old)
                rest = self._scan(rest)
            yield rest
        yield from chunks

    def _scan(self, whole: bytes) -> bytes:
        lines = whole.split(b"\n")
        ends = lines.pop()  # what stands after the last line feed
        if ends:
            lines.append(ends)
        changed = False
        for i, line in enumerate(lines):
            self.number += 1
            match = _COMMENT.match(line) if _WORD in line and len(line) <= LINE else None
            if match is not None and not match["before"].strip():
                if self.text.inside or len(self.waiting) >= COMMENTS:
                    continue
                self.waiting.append((self.number, *_said(match)))
                self.met()
                lines[i] = b" " * len(line.rstrip(b"\r")) + line[len(line.rstrip(b"\r")) :]
                changed = True
                continue
            if not line.strip() or (self.waiting and line.lstrip().startswith(b"#")):
                continue
            if (
                line.strip() != b"."
            ):  # the end of a text: what was taken for its end before was forged
                for at, names, reason, text in self.waiting:
                    self._keep(self.found, Comment(at, self.number, names, reason, text))
            self.waiting = []
            if match is not None:
                comment = Comment(self.number, self.number, *_said(match))
                self._keep(self.found if self.trusted else self.refused, comment)
                if self.trusted:
                    self.met()
                    lines[i] = line = line[: match.end("before")] + (
                        b"\r" if line.endswith(b"\r") else b""
                    )
                    changed = True
            self.text.passed(line)
        return b"\n".join(lines) + (b"" if ends else b"\n") if changed else whole

    def _keep(self, kept: list[Comment], comment: Comment) -> None:
        if len(kept) < COMMENTS:
            kept.append(comment)

    def end(self) -> None:
        """The end of the input: a comment before nothing is about nothing."""
        for at, names, reason, text in self.waiting:
            self._keep(self.found, Comment(at, 0, names, reason, text))
        self.waiting = []


def _said(match: re.Match[bytes]) -> tuple[tuple[str, ...], str, str]:
    """The names, the reason, the whole comment."""
    names = match["names"].decode("utf-8", "surrogateescape")
    reason = match["reason"].decode("utf-8", "surrogateescape").strip(" \t:-")
    text = (
        match.group()[match.end("before") - match.start() :]
        .decode("utf-8", "surrogateescape")
        .strip()
    )
    return tuple(n.strip() for n in names.split(",") if n.strip()), reason, text
