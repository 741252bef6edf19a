r"""Entries of a log that stand over several lines: each is put on one line, as JSON.

The carrier's other lines are ``GONE``.

    __REALTIME_TIMESTAMP=1795474260000000
    SYSLOG_IDENTIFIER=postfix/smtpd
    MESSAGE=connect from c.example[192.0.2.7]

    {
        "SYSLOG_IDENTIFIER" : "postfix/smtpd",
        "MESSAGE" : "connect from c.example[192.0.2.7]"
    }

The journal's export format (systemd), and objects as ``journalctl -o json-pretty``, ``jq`` and
``gcloud`` print them. Who wrote
a line may stand before or behind it in its entry, so the entry has to be seen whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import chain

from smtpcodes.grammar.late import late
from smtpcodes.reading.wrapping.base import BREAK, GONE
from smtpcodes.reading.wrapping.json_object import KNOWN

ROWS = 3  # of a table, at least
RECORD = 64  # lines of one record of it
LONGEST = 8192  # lines of one entry
LINES = 16  # of a usual one
OCTETS = 200_000
_FIELD = late(rb"([A-Z_][A-Z0-9_]{1,63})=(.*)$", re.S)
_SURE = late(rb"(?:__(?:CURSOR|REALTIME_TIMESTAMP)|SYSLOG_IDENTIFIER|_HOSTNAME)=")
_OPEN = late(rb"([ \t]{0,40})\[?\{\s{0,4}$")
_NAMED = late(rb"\s{0,40}\"([^\"\\]{1,80})\"\s{0,2}:")
_ROW = late(rb"[^\"]{1,400}[,;\t|]\"(?:[^\"]|\"\"){0,20000}\"(?:[,;\t|][^\"]{0,400})?$")
_BEGUN = late(rb"[^\"]{1,400}[,;\t|]\"")
_TEXTS = frozenset(name.encode() for name in KNOWN)


def whole(lines: Sequence[bytes], count: int) -> int:
    """How many of the lines to unwrap together, `count` or as many entries, the last of them whole;
    0 to wait for more."""
    if not any(map(_starts, lines[:3])):
        return count
    count *= LINES
    if len(lines) < count:
        return 0
    for at in chain(range(count, 0, -1), range(count + 1, min(len(lines), LONGEST) + 1)):
        if _ends(lines[at - 1]):
            return at
    return 0 if len(lines) < LONGEST else count


def _starts(line: bytes) -> bool:
    return _SURE.match(line) is not None or _OPEN.match(line) is not None


def _ends(line: bytes) -> bool:
    """Is it the last line of an entry?"""
    text = line.strip()
    return not text or text in (b"}", b"},", b"}]")


def joined(lines: list[bytes]) -> list[bytes]:
    """The lines, as many as before, with each entry on the one that holds its text."""
    found = lines
    at = 0
    table = _table(lines)
    while at < len(lines):
        record = _record(lines, at) if table else None
        if record is not None:
            end, row = record
            found = list(lines) if found is lines else found
            found[at:end] = [row, *[GONE] * (end - at - 1)]
            at = end
            continue
        entry = _export(lines, at) or _object(lines, at)
        if entry is None:
            at += 1
            continue
        end, text, value = entry
        found = list(lines) if found is lines else found
        found[at:end] = [GONE] * (end - at)
        found[text] = json.dumps(value).encode()
        at = end
    return found


def _table(lines: Sequence[bytes]) -> bool:
    """Are the lines a table (RFC 4180, section 2) of which a record stands over several lines?"""
    whole = sum(1 for line in lines if _ROW.match(line))
    odd = sum(1 for line in lines if line.count(b'"') % 2 and _BEGUN.match(line))
    ends = sum(1 for line in lines if line[:1] == b'"' and line.count(b'"') == 1)
    if odd and 3 * whole >= len(lines) and whole >= ROWS:
        return True
    return odd >= ROWS and 10 * min(odd, ends) >= 4 * len(lines)  # each text ends with a break


def _record(lines: Sequence[bytes], at: int) -> tuple[int, bytes] | None:
    """A record with breaks in a field: its end, and all of it as one line, whose breaks are words
    of one side."""
    if not lines[at].count(b'"') % 2 or not _BEGUN.match(lines[at]):
        return None
    quotes = 0
    for end in range(at, min(len(lines), at + RECORD)):
        if end > at and _ROW.match(lines[end]):
            return end, BREAK.join(lines[at:end]) + b'"'  # the quote that ends it is missing
        quotes += lines[end].count(b'"')
        if not quotes % 2:
            return end + 1, BREAK.join(lines[at : end + 1])
    return end + 1, BREAK.join(lines[at : end + 1]) + b'"'


def _export(lines: Sequence[bytes], at: int) -> tuple[int, int, dict[str, str]] | None:
    """An entry of the journal's export: its end, the line with the text, and its fields."""
    fields: dict[str, str] = {}
    text = -1
    sure = False
    end = at
    while end < len(lines) and (match := _FIELD.match(lines[end])) is not None:
        name = match[1].decode("ascii")
        if name == "MESSAGE":
            text = end
        sure = sure or _SURE.match(lines[end]) is not None
        fields[name] = match[2].decode("utf-8", "surrogateescape")
        end += 1
    if text < 0 or not sure:
        return None
    if end < len(lines) and not lines[end].strip():
        end += 1  # what ends it
    return end, text, fields


def _object(lines: Sequence[bytes], at: int) -> tuple[int, int, dict[str, object]] | None:
    """An object that is printed over several lines: its end, the line with the text, and its
    members."""
    begun = _OPEN.match(lines[at])
    if begun is None:
        return None
    close = begun[1] + b"}"
    size = 0
    text = at
    for end in range(at + 1, min(len(lines), at + LONGEST)):
        line = lines[end]
        size += len(line)
        if size > OCTETS or line[:1] == b"{":
            return None
        named = _NAMED.match(line)
        if named is not None and text == at and named[1] in _TEXTS:
            text = end
        if line.startswith(close) and line[len(close) :].strip() in (b"", b",", b"]"):
            if text == at:
                return None  # it carries no line
            inner = b"\n".join([b"{", *lines[at + 1 : end], b"}"])
            try:
                value = json.loads(inner, strict=False)
            except (ValueError, RecursionError):
                return None
            return (end + 1, text, value) if isinstance(value, dict) else None
    return None
