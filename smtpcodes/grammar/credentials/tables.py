"""Credentials that a place in a row tells.

Files of hosts and accounts, columns, the arguments host, port, user, password.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar.credentials import PASSWORD, Span
from smtpcodes.grammar.credentials.names import names_secret
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import QUOTE, bare, is_placeholder, quoted, undressed
from smtpcodes.grammar.late import late

# [mx.example.net]:587 anna:x
ROW = late(
    rb"[ \t]{0,8}(?:\[?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\]?(?::[\w-]{1,15})?"
    rb"|\[[\w.-]{1,255}\](?::[\w-]{1,15})?"
    rb"|\w[\w.+-]{0,63}@[\w.-]{1,255}|\*)[ \t]{1,40}([\w.+-]{1,64}(?:@[\w.-]{1,255})?):(?=\S)"
)
_INLINE = late(
    rb"(?i)\b(?:inline|static):[ \t]?(?:\{?[^:{}]{0,200}?[= \t])?([\w.+@-]{1,128}):(?=[^\s/])"
)
_HOST = rb"(?:[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|\[[\w.:-]{1,255}\]|\*)"
_USER = rb"[\w.+-]{1,64}(?:@[\w.-]{1,255})?"
# mx.example.net:anna:x, mx.example.net:587|anna|x, anna|mx.example.net:x, in a row of their own
_TRIPLE = late(
    rb"(?:^[ \t]{0,8}(?:[a-z]{2,12}(?:[|;]|://))?|[A-Za-z_]MAP[A-Z]{0,3}=[\"']?)(?:"
    + _HOST
    + rb"(?::\d{1,5})?([:|;,])(?:\d{2,5}\1)?("
    + _USER
    + rb")\1|("
    + _USER
    + rb")\|"
    + _HOST
    + rb"(?::\d{1,5})?:)(?=[^\s:|/])"
)
_NO_PASSWORD = late(rb"\d{1,5}(?::\d+)*|[0-9A-F]{8}:.*")
# "mx.example.net", 587, "anna", "x"
_DIALLED = late(
    rb"[\"'`](?:[\w-]{1,63}\.){1,8}[\w-]{1,63}[\"'`](?:,[ \t]{0,8}|[ \t])\d{2,5}"
    rb"(?:,[ \t]{0,8}|[ \t])"
    rb"(?:\w{4,5},[ \t]{0,8})?"
    rb"[\"'`]([\w.+@-]{1,128})[\"'`](?:,[ \t]{0,8}|[ \t])(?=[\"'`])"
)
_COLUMNS = late(rb"(?i)\(([^()]{1,2000})\)[ \t]{0,8}values?[ \t]{0,8}(?=\()")
COLUMN = late(rb"(?:\\?[\"'`])?[ \t]{0,8}([,;|]|\t(?=[^\t]+\t))[ \t]{0,8}")
_CELL = late(rb"[^,;|\t]{1,400}")
_EDGE = late(rb"[\s|\"'`]{0,40}")

_SETTING = late(rb"\w{1,40}=[\"']?\w")  # of a row of settings


def row(line: bytes, low: str) -> Iterator[Span]:
    """The password at the end of a row of settings, as it stands or without what was put before."""
    yield from _row(line)
    if at := undressed(line):
        yield from (Span(at + x.start, at + x.end, x.kind) for x in _row(line[at:]))


def dialled(line: bytes, low: str) -> Iterator[Span]:
    """The password behind the user of a connection, in quotes: ``"mx" 587 "anna" "x"``."""
    for opened in _DIALLED.finditer(line):
        found = quoted(line, opened.end())
        next_ = COLUMN.match(line, found[1]) if found is not None else None
        if next_ is not None and b"." in opened.group(1) and b"@" not in opened.group(1):
            found = quoted(line, next_.end())  # the user's name stands behind the client's
        if found is not None and not is_placeholder(line[found[0] : found[1]]):
            yield Span(*found[:2], PASSWORD)


def _row(line: bytes) -> Iterator[Span]:
    row = ROW.match(line)
    user = row.group(1) if row is not None else b""
    if row is None:
        if (
            sum(map(line.count, (b":", b"|", b","))) > 1
        ):  # it begins its line, or the value of a MAP
            row = _TRIPLE.search(line) if b"MAP" in line else _TRIPLE.match(line)
        if row is None:
            return
        user = row.group(2) or row.group(3)
    elif line[row.end() :].startswith((b":", b"/")):
        return
    if user.isdigit() or in_prose(user):
        return
    end = bare(line, row.end())[1]
    value = line[row.end() : end]
    if (
        not line[end:].strip(b" \t\r\"'`,")
        and not _NO_PASSWORD.fullmatch(value)
        and not is_placeholder(value)
        and not in_prose(value)
        and (looks_made(value) or line[row.end() - 1 : row.end()] != b",")
    ):
        yield Span(row.end(), max(end, len(line.rstrip())), PASSWORD)


def inline(line: bytes, low: str) -> Iterator[Span]:
    for inline in _INLINE.finditer(line):
        end = bare(line, inline.end())[1]
        if not is_placeholder(line[inline.end() : end]):
            yield Span(inline.end(), end, PASSWORD)


def inserted(line: bytes, low: str) -> Iterator[Span]:
    """SQL: the values of the columns that name a credential."""
    for head in _COLUMNS.finditer(line):
        names = [name.strip(b" \t\"'`[]") for name in head.group(1).split(b",")]
        wanted = {n for n, name in enumerate(names) if names_secret(name)}
        at = head.end()
        while wanted and line[at : at + 1] == b"(":
            values = list(_values(line, at + 1))
            for n, (begin, end) in enumerate(values):
                if n in wanted and not is_placeholder(line[begin:end]):
                    yield Span(begin, end, PASSWORD)
            at = line.find(b")", values[-1][1]) + 1 if values else 0
            while at and line[at : at + 1] in (b",", b" "):
                at += 1


def _values(line: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Begin and end of each value in brackets, without quotes."""
    while at < len(line):
        while line[at : at + 1] in (b" ", b"\t", b","):
            at += 1
        found = quoted(line, at) if QUOTE.match(line, at) else None
        if found is not None:
            yield found[:2]
            at = found[2]
        else:
            begin = at
            while at < len(line) and line[at] not in b",)":
                at += 1
            yield begin, at
        if line[at : at + 1] != b",":
            return


def cell(line: bytes, start: int, column: re.Match[bytes]) -> Iterator[Span]:
    """The cell beside one that names a credential, in a table: one that was made, or the only other
    one of its row."""
    before = line[max(0, start - 4) : start]
    if before.rstrip().endswith(b"=") or before.endswith(b":"):
        return  # a result: Dkim= Pass , DMARC= Pass
    at, sign = column.end(), column.group(1)
    found = quoted(line, at) if QUOTE.match(line, at) else None
    bare_cell = _CELL.match(line, at)
    if found is not None:
        begin, end = found[:2]
    elif bare_cell is not None:
        begin, end = bare_cell.span()
        end = begin + len(bare_cell.group().rstrip())
    else:
        return
    value = line[begin:end]
    if is_placeholder(value) or in_prose(value) or names_secret(value) or _SETTING.match(value):
        return
    row = _EDGE.fullmatch(line, 0, start) and _EDGE.fullmatch(line, end)
    pair = row is not None and (found is not None or sign in b"|;\t")
    if pair or looks_made(value) or (value.isdigit() and len(value) >= 6):
        yield Span(begin, end, PASSWORD)
