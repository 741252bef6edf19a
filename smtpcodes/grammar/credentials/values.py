"""Where a value begins and ends: quoted in any way or bare, and what stands for a value and is
none."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.credentials import bares
from smtpcodes.grammar.credentials.runs import GROUPS as GROUPS
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.late import late

LONGEST = 20_000  # octets of a value
FEW = 4  # marks that do not close a value, before all of the line are looked for
TELLING = 2000  # octets of it that tell whether it is one
# What stands for a value and is none (toString() of Java), or tells where it comes from
_NO_VALUE = late(
    rb"(?i)(?:null|none|nil|undefined|true|false|yes|no|empty|n/a|not|=|\*|\[\]|\{\}|\(\)"
    rb"|<<[-~]?[\"']?[A-Z_]{2,20}[\"']?|\$\{[\w.:-]{1,80}\}?|\$\{[a-z_]{2,20}[{ :].{0,300}\}"
    rb"|\$\(.{0,200}\)?"
    rb"|`[^`]{1,200}[ ][^`]{1,200}`"
    rb"|(?-i:\(?(?:Read|Get|New|ConvertTo|Import|Unprotect)-[A-Z]\w{1,40})"
    rb"|(?-i:\$[A-Z_][A-Z0-9_]{0,80})|\$(?:[a-z]{1,20}_){0,4}[a-z]{1,20}\d?=?|%[\w.]{1,80}%"
    rb"|%\(\w{1,40}\)s|%[a-zA-Z]|\$\{\{.{0,200}\}\}|\{\{.{0,200}\}\}"
    rb"|process\.env\S*|os\.(?:environ|getenv)\S*|getenv\S*|env\S*\(.*|ENV\[.*"
    rb"|(?:this|self|args|opts|options|cfg|config|settings|request|params)(?:\.|->)\S+"
    rb"|config(?:uration)?(?:[.\[(]|->).*|(?:file|unix):\S+|ENC\[.*|!(?:vault|secret|[Ee]nv|Ref|Sub|GetAtt|ImportValue)\b.*"
    rb"|(?-i:[A-Z]{2,20}(?:_[A-Z]{2,20}){2,8})|required|optional|mandatory"
    rb"|falsch|ung\xc3\xbcltig|wrong|rejected|refused|denied|errad[ao]|incorrect[aeo]|y?anl\xc4\xb1\xc5\x9f"
    rb"|\xe5\xbf\x85(?:\xe9\xa0\x88|\xe5\xa1\xab)|\xe9\x94\x99\xe8\xaf\xaf"
    rb"|incorrect|invalid|missing|expired|password|passwd|pass|pwd|token|string|str|bytes"
    rb"|bool(?:ean)?|\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?|\d\.\d\.\d|authentication"
    rb"|HTTP/\d(?:\.\d)?[\"']?|(?-i:[A-Z]\w{2,40}\{[0-9a-f]{5,8}\}?|(?:[a-z]\w{0,30}\.){1,8}[A-Z]\w{0,60}@[0-9a-f]{4,8})"
    rb"|\$\w+(?:->\w+|\[.{0,60})+)[,;.)}\]]?"
)
QUOTE = late(
    rb"\\{1,3}[\"']|[\"'`]{3}|[\"'`]|&(?:quot|apos|#0?3[49]|#x2[27]);|\xe2\x80[\x9c\x9e\x98]"
    rb"|\xe3\x80[\x8c\x8e]|\xc2\xab|%22"
)
_CLOSING = {
    b"\xe2\x80\x9c": b"\xe2\x80\x9d",
    b"\xe2\x80\x9e": b"\xe2\x80\x9c",
    b"\xe2\x80\x98": b"\xe2\x80\x99",
    b"\xe3\x80\x8c": b"\xe3\x80\x8d",
    b"\xe3\x80\x8e": b"\xe3\x80\x8f",
    b"\xc2\xab": b"\xc2\xbb",
}
_AFTER_QUOTE = frozenset(b" \t\r,;:)]}>&/+.|\"'`<?#@=-\\\0\1%")
_SIGN = late(rb"[\"'`\\&\xe2()\[\]{}]")  # of strings and of brackets
_NUMBER = late(rb"\d{1,40}(?=,\\?\")")  # of JSON
_LINE_END = late(rb"\\[rn]")


# What tools put in front of a line: a difference, a comment, grep, a container's name
_DRESS = late(
    rb"(?:[+\-#>;*]{1,2}[ \t]?|[\w.~-]{0,60}[./_][\w./~-]{1,60}:(?:\d{1,6}[:-])?[ \t]?"
    rb"|[\w.-]{1,40}[ \t]{0,20}\|[ \t]"
    rb"|[ \t]{0,8}\d{1,6}(?:[:\t]|[ \t]{2}))"
)


def undressed(line: bytes) -> int:
    """Where a line begins behind what a tool has put in front of it."""
    dress = _DRESS.match(line)
    return dress.end() if dress is not None else 0


def is_placeholder(value: bytes) -> bool:
    """True if `value` stands where a credential would, and is none."""
    value = value[:TELLING]
    return (
        not value
        or sasl.is_masked(value)
        or _NO_VALUE.fullmatch(value[:400]) is not None
        or (sasl.is_base64(value) and sasl.form(value) & Form.MASKED != 0)
    )


def quoted(line: bytes, at: int) -> tuple[int, int, int] | None:
    """Begin and end of what stands in the quotes that open at `at`, and the place behind them.

    Without an end, the line.
    """
    opened = QUOTE.match(line, at)
    if opened is None:
        return None
    mark = opened.group()
    closing = _CLOSING.get(mark, mark)
    begin = opened.end()
    last = min(len(line), begin + LONGEST)
    place = -1
    for _ in range(FEW):
        place = line.find(closing, begin if place < 0 else place + 1, last)
        if place < 0:
            return begin, last, last
        if _closes(line, mark, closing, begin, place):
            return begin, place, place + len(closing)
    ends = _ends(line, mark, closing)
    at_end = bisect.bisect(ends, place)
    if at_end < len(ends) and ends[at_end] + len(closing) <= last:
        return begin, ends[at_end], ends[at_end] + len(closing)
    return begin, last, last


def _closes(line: bytes, mark: bytes, closing: bytes, begin: int, place: int) -> bool:
    """True if what opened before `begin` with `mark` ends with what stands at `place`."""
    if len(closing) == 1 and _escapes(line, begin, place):
        return False
    after = place + len(closing)
    return closing != mark or after >= len(line) or line[after] in _AFTER_QUOTE


@functools.lru_cache(maxsize=4)
def _ends(line: bytes, mark: bytes, closing: bytes) -> list[int]:
    """All places that can end what opens with `mark`: of a line with many that cannot."""
    found, place = [], line.find(closing)
    while place >= 0:
        if _closes(line, mark, closing, 0, place):
            found.append(place)
        place = line.find(closing, place + 1)
    return found


def _escapes(line: bytes, begin: int, place: int) -> bool:
    """True if an odd number of backslashes stands before `place`."""
    count = 0
    while place - count > begin and line[place - count - 1] == 0x5C:
        count += 1
    return count % 2 == 1


def bare(line: bytes, at: int, query: bool = False) -> tuple[int, int]:
    """Begin and end of a value without quotes.

    query: it stands in a URL, and ends at an ampersand.
    """
    groups = GROUPS.match(line, at)
    if groups is not None:
        return at, groups.end()
    number = _NUMBER.match(line, at)
    end = bares.end(line, at, LONGEST) if number is None else number.end()
    if query:
        cut = line.find(b"&", at, end)
        end = cut if cut >= 0 else end
    if line.find(b"\\", at, end) >= 0:
        ended = _LINE_END.search(line, at, end)
        if ended is not None and line[ended.end() : end].strip(b"\\rn\"'`,;)}]") == b"":
            end = ended.start()
    if end > at + 1 and line[end - 1] in b",;)}]>":
        end = at + 1 + len(line[at + 1 : end].rstrip(b",;)}]>"))
    return at, end


def literals(line: bytes, at: int, room: int = 4000) -> Iterator[tuple[int, int]]:
    """The strings among the arguments that begin at `at`, in the next `room` octets."""
    depth, last = 0, min(len(line), at + room)
    while (sign := _SIGN.search(line, at, last)) is not None:
        at = sign.start()
        found = quoted(line, at) if line[at] in b"\"'`\\&\xe2" else None
        if found is not None:
            yield found[0], found[1]
            at = max(found[2], at + 1)
            continue
        depth += (line[at] in b"([{") - (line[at] in b")]}")
        if depth < 0:
            return
        at += 1
