"""Credentials whose key stands on one line and whose value on another: blocks, lists of names and
values, tables with a head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar.credentials import PASSWORD, Span
from smtpcodes.grammar.credentials.assigned import PREFIX, VALUE, valued
from smtpcodes.grammar.credentials.keyed import NAMED_BEFORE, SIGN
from smtpcodes.grammar.credentials.names import keys, names_secret
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import QUOTE, is_placeholder
from smtpcodes.grammar.late import late

_HEREDOC = late(rb"<<[-~]?[\"']?[A-Z_]{2,20}[\"']?")
# A command that prints a secret: on the next line, it stands alone
_SHOWS = late(
    rb"(?i)(?:^|[$#>|;] ?)[ \t]{0,8}(?:secret-tool lookup|security find-[a-z]+-password\b.*[ \t]-w"
    rb"|pass (?:show )?[\w@./-]+|gpg2?\b.*[ \t](?:-d|--decrypt)|sops (?:-d|decrypt)\b|op read\b"
    rb"|gcloud secrets versions access|aws (?:ssm get-parameter|secretsmanager get-secret-value)\b"
    rb"|az keyvault secret show\b|vault (?:kv get|read)\b.*[ \t]-field"
    rb"|ansible-vault (?:view|decrypt)"
    rb"|kubectl\b.*base64 (?:-d|-D|--decode)|(?:cat|head|less) \S{0,200}(?:pass|pw|secret)\S{0,40})"
)
_KEY = late(rb"[\"'][\w .-]{1,60}[\"'][ \t]*(?::|=>)")
_BLOCKS = frozenset((b"|", b">", b"|-", b">-", b"\\"))
_NAME = late(rb"[\w .-]{1,40}")
_TYPED = late(rb"[ \t]{0,8}(?![<\[{|])[^\s\"']{1,100}[^\s\"':,][ \t\r]{0,4}")
CELLS = 40
_COPY = late(rb"(?i)copy [^()]{1,200}\(([^()]{1,1000})\) from stdin")
_RULE = late(rb"[|:+ =-]{3,400}")


def wants_more(line: bytes) -> tuple[bytes, int]:
    """What one of the next lines must begin with to hold the value of a key that this one ends
    with, and how many lines may follow."""
    if _SHOWS.search(line, 0, 400) is not None:
        return b"word", 1
    last = max(keys(line), key=lambda key: key.end(), default=None)
    if last is None:
        return b"", 0
    rest = line[last.end() :].strip()
    if NAMED_BEFORE.search(line, max(0, last.start() - 40), last.start()):
        if b"form-data" in line:  # RFC 7578 section 4.2
            return b"word", 2
        return (b"", 0) if VALUE.search(rest) else (b"value", 6 if rest.endswith(b"{") else 1)
    sign = SIGN.match(line, last.end())
    if sign is None:
        return b"", 0
    rest = line[sign.end() :].strip()
    if not rest and b"]" in sign.group():
        return b"string(", 1
    if rest in _BLOCKS or _HEREDOC.fullmatch(rest):
        return b"block", 1
    if rest == b"" and sign.group().strip().endswith(b":") and len(line.split()) < 4:
        return b"word", 1  # a prompt, and what was typed
    return (b"quote", 1) if rest in (b"", b"(") else (b"", 0)


def continued(line: bytes, wanted: bytes) -> Iterator[Span]:
    """The value in the line behind one whose ``wants_more`` is `wanted`."""
    if wanted == b"value":
        found = VALUE.search(line, 0, 120) or re.compile(rb"[ \t]*<(?:string|value)>").match(line)
        if found is not None:
            yield from valued(line, found.end(), True)
        return
    start = len(line) - len(line.lstrip())
    if wanted == b"word" and _TYPED.fullmatch(line) and not in_prose(line.strip()):
        if b":" not in line or looks_made(line.strip()):
            yield from valued(line, start, True)
    elif wanted in (b"quote", b"word"):
        if (
            QUOTE.match(line, start)
            and not line.rstrip().endswith((b":", b"{", b"["))
            and _KEY.match(line, start) is None
        ):
            yield from valued(line, start, True)
    elif wanted == b"block" or PREFIX.match(line, start):
        yield from valued(line, start, True)


def opens_block(line: bytes) -> bool:
    """True for ``value: |-``: what is given stands on the next line."""
    return line[-30:].strip().split(b" ")[-1] in _BLOCKS


class Head:
    """The head of a table: which of its columns hold credentials."""

    __slots__ = ("_cells", "_sign", "_wanted")

    def __init__(self, line: bytes) -> None:
        copied = _COPY.match(line.strip())
        if copied is not None:
            self._sign, names = b"\t", copied.group(1).split(b",")
        else:
            self._sign = next((x for x in (b"|", b";", b"\t", b",") if x in line), b"")
            names = _row(line, self._sign) if self._sign and len(line) < 1000 else []
        names = [name.strip(b" \t\r\"'`") for name in names[: CELLS + 1]]
        if len(names) > CELLS or not all(self._is_name(name) for name in names):
            names = []
        self._cells = len(names)
        self._wanted = [n for n, name in enumerate(names) if names_secret(name)]

    def _is_name(self, cell: bytes) -> bool:
        """True for what may be the name of a column. Prose has commas, too: between them, a name is
        one word, or all its words begin with capitals."""
        words = cell.split()
        if _NAME.fullmatch(cell) is None or len(words) > 3:
            return False
        return self._sign != b"," or len(words) == 1 or all(word[:1].isupper() for word in words)

    def __bool__(self) -> bool:
        return bool(self._wanted) and self._cells > 1

    def holds(self, line: bytes) -> bool:
        """True for a line that may stand in the table."""
        if _RULE.fullmatch(line.strip()):
            return True
        return self._sign in line and len(_row(line, self._sign)) == self._cells

    def spans(self, line: bytes) -> Iterator[Span]:
        """The credentials in a row."""
        if _RULE.fullmatch(line.strip()):
            return
        at = 0
        for n, cell in enumerate(_row(line, self._sign)):
            begin = line.index(cell, at)
            at = begin + len(cell)
            value = cell.strip(b" \t\r\"'`")
            if n in self._wanted and not (is_placeholder(value) or in_prose(value)):
                begin += cell.index(value)
                yield Span(begin, begin + len(value), PASSWORD)


def _row(line: bytes, sign: bytes) -> list[bytes]:
    """The cells of a row; the edges of a frame are none."""
    return (line.strip(b" |") if sign == b"|" else line).split(sign)
