"""What a credential looks like in text that is no session: settings, command lines, environments,
URLs, source code, tokens.

Where the session knows what a credential is, it says so; these looks are for the rest. What stands
in the place of a credential is taken out, and nothing beside it. Placeholders stay, so taking out
twice is the same as once.
"""

from __future__ import annotations

from functools import lru_cache

from smtpcodes.grammar.credentials import MASK as MASK
from smtpcodes.grammar.credentials import RESPONSE, WORD, Span, looks, runs, windows
from smtpcodes.grammar.late import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from smtpcodes.grammar.credentials.dumps import Dump
    from smtpcodes.grammar.credentials.lines import Head

    Tell = Callable[[str, bytes], None]

ROUNDS = 4  # what is taken out may bring to light what stands beside it
HEADER = 30  # lines from Content-Transfer-Encoding to the body
_PART = b"part"
_ENCODED = late(rb"(?i)content-transfer-encoding:[ \t]{0,8}base64\s{0,8}")
_BASE64_LINE = late(rb"[A-Za-z0-9+/]{4,76}={0,2}\s{0,4}")
# What is left of a response that was broken, by a terminal or in quoted-printable (RFC 2045 section
# 6.7)
_REST = late(rb"[A-Za-z0-9+/]{2,}(?:=3D|=){0,2}=?\s{0,4}")
_HEADER = late(rb"[A-Za-z][\w-]{0,60}:|[ \t]|\s{0,4}$")
_HEX = late(
    rb"(?i)[0-9a-f]{4}(?::|[ \t]-|[ \t])[ \t]{1,4}[0-9a-f]{2}(?:[ -]{0,2}[0-9a-f]{2}|[ \t]{2}|\s*$)"
)
_AS_DIGITS = bytes.maketrans(b"123456789abcdefABCDEF\t", b"0" * 21 + b" ")
_OFFSETS = (b"0000: ", b"0000 -", b"0000  ")
_COLOUR = late(rb"\x1b\[[\d;]{0,40}[A-Za-z]")
_LAST = late(
    rb"(?<![^\s\"'`>:|])([A-Za-z0-9+/]{2,}+(?:=3D|=){0,2})"
    rb"(?:\\[rnt]|\\?[\"'`]|[<&,;)\]}>]){0,12}[ \t\r]{0,8}$"
)
_WORD_OF_BASE64 = late(
    rb"(?<![^\s\"'`>:|=(\[{])[A-Za-z0-9+/]{8,}+(?:=3D|=){0,2}(?=[\s\"'`<>&,;|)\]}\\]|$)"
)


def mask(line: bytes, tell: Tell | None = None) -> bytes:
    """`line` without what looks like a credential. tell: hears of each that is taken out, its kind
    and itself."""
    if line.find(b"\x1b[") >= 0:
        plain = _COLOUR.sub(b"", line)
        if (masked := _mask(plain, None)) == plain:
            return line
        if masked != _COLOUR.sub(b"", _mask(line, None)):
            line = plain  # a colour stands within a credential
    return _mask(line, tell)


_settled = [b""]  # the last line that nothing more is looked for in: asked of more than once


def _mask(line: bytes, tell: Tell | None) -> bytes:
    for _ in range(ROUNDS):
        if line == _settled[0]:
            break
        before = line
        line = _without(before, windows.spans(before, _spans), tell)
        if line is before:
            break
    _settled[0] = line
    return line


def mask_unknown(line: bytes, tell: Tell | None = None) -> bytes:
    """As ``mask``, for a line that nobody could read: any word of it may be a SASL response, what
    ends it before all."""
    line = mask(line, tell)
    found = [
        Span(x.start(), x.end(), RESPONSE)
        for x in _WORD_OF_BASE64.finditer(line)
        if _may_be_response(x.group())
    ]
    match = _LAST.search(line[-20_000:])
    if match is not None and _may_be_response(match.group(1)):
        at = max(0, len(line) - 20_000)
        found.append(Span(at + match.start(1), at + match.end(1), RESPONSE))
    return _without(line, sorted(found), tell)


def mask_after(before: bytes, line: bytes, tell: Tell | None = None) -> bytes:
    """As ``mask``, for the line that follows `before`: a key may stand on one line, its value on
    the next."""
    following = Following()
    following.mask(before)
    return following.mask(line, tell)


def mask_text(text: bytes) -> bytes:
    """A text of many lines without what looks like a credential."""
    following = Following()
    if text.find(b"\n") < 0:  # no line comes after it that needs to know of this one
        row = following.row(text)
        return mask(text) if row is None else row
    return b"\n".join(map(following.mask, text.split(b"\n")))


class Following:
    """The lines of one text in their order: a key may stand on one line, its value on one of the
    next.

    of_part: the line is base64 of a part of a message, and stays.
    """

    __slots__ = ("_cut", "_dump", "_head", "_left", "_wanted", "of_part")

    def __init__(self) -> None:
        self._dump: Dump | None = None
        self._head: Head | None = None  # of a table that the lines stand in
        self._wanted = b""
        self._cut = False  # the line before ended within a credential, it may be
        self._left = 0  # lines that may follow a key, or the header of a part
        self.of_part = False

    def mask(self, line: bytes, tell: Tell | None = None) -> bytes:
        """As the function ``mask``, for the next line."""
        if (row := self.row(line, tell)) is not None:
            return row
        return self.beside(line, tell)

    def row(self, line: bytes, tell: Tell | None = None) -> bytes | None:
        """The next line, if it is a row of a dump in hexadecimal."""
        digits = line.translate(_AS_DIGITS)
        if all(digits.find(x) < 0 for x in _OFFSETS) or _HEX.search(line) is None:
            return None
        if self._dump is None:
            from smtpcodes.grammar.credentials.dumps import Dump

            self._dump = Dump()
        return self._dump.mask(line, _spans, lambda kind: (tell or _nobody)(kind, b""))

    def beside(self, line: bytes, tell: Tell | None = None) -> bytes:
        """The next line, if it is no such row."""
        if self._left and self._wanted != _PART:
            line = self._continued(line, tell)
        elif self._left and self._in_part(line):
            return line
        if self._head is not None:
            line = self._in_table(line, self._head, tell)
        if self._cut and _REST.fullmatch(line) and not WORD.fullmatch(line.strip()):
            line = _without(line, [Span(0, len(line.rstrip()), RESPONSE)], tell)
        if len(line) < 80 and _ENCODED.fullmatch(line):
            self._wanted, self._left = _PART, HEADER
        elif self._wanted != _PART and _lowered(line)[1]:
            from smtpcodes.grammar.credentials import lines

            wanted, left = lines.wants_more(line)
            if wanted:
                self._wanted, self._left = wanted, left
            self._head = lines.Head(line) or self._head
        line = mask(line, tell)
        self._cut = line.endswith((MASK, MASK + b"="))
        return line

    def _continued(self, line: bytes, tell: Tell | None) -> bytes:
        """A line that may hold the value of a key before it."""
        from smtpcodes.grammar.credentials import lines

        self._left -= 1
        if self._wanted == b"value" and lines.opens_block(line):
            self._wanted, self._left = b"block", 1
            return line
        found = sorted(lines.continued(line, self._wanted))
        if found or line.strip() == b"}":
            self._left = 0
        return _without(line, found, tell)

    def _in_table(self, line: bytes, head: Head, tell: Tell | None) -> bytes:
        """A line that may be a row of the table."""
        if head.holds(line):
            return _without(line, sorted(head.spans(line)), tell)
        self._head = None
        return line

    def _in_part(self, line: bytes) -> bool:
        """True for base64 behind the header of a part (RFC 2045 section 6.8), unless it holds a
        SASL response."""
        if _BASE64_LINE.fullmatch(line):
            from smtpcodes.grammar.credentials.responses import password_of

            self.of_part = password_of(line.rstrip()) is None
            return self.of_part
        self._left -= 1
        if self.of_part or not _HEADER.match(line):
            self._left, self._wanted = 0, b""
        self.of_part = False
        return False


def _nobody(kind: str, what: bytes) -> None:
    """Nobody wants to hear of it."""


@lru_cache(8)
def _lowered(line: bytes) -> tuple[str, bool]:
    """A line in lower case, and whether it holds a word for a credential: asked of more than
    once."""
    low = line.lower().decode("latin-1")
    return low, looks.hinted(low)


def _spans(line: bytes) -> list[Span]:
    return looks.spans(line, *_lowered(line))


def _without(line: bytes, found: Iterable[Span], tell: Tell | None) -> bytes:
    """`line` with the mask in the place of each span, in their order; spans that touch are one."""
    out = bytearray()
    done = 0
    for start, end, kind in found:
        if start < done or (start == done and out):
            done = max(done, end)
            continue
        out += line[done:start]
        out += MASK
        done = end
        if tell is not None and line[start:end] != MASK:
            tell(kind, line[start:end])
    if not out:
        return line
    out += line[done:]
    return line if out == line else bytes(out)


def _may_be_response(run: bytes) -> bool:
    """A whole one, or the beginning of one in a line that was cut: base64 of text."""
    from smtpcodes.grammar.credentials.responses import holds_text

    run = run.replace(b"=3D", b"=")
    body = run.rstrip(b"=")
    return (
        (len(body) < len(run) or (len(run) >= 8 and not run.isalpha() and not run.isdigit()))
        and run != run.upper()
        and not runs.word_like(body)
        and holds_text(run)
    )
