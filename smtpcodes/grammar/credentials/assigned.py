"""The value that something is given: in quotes, in a call of a language, in brackets or bare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.credentials import PASSWORD, Span, sentences, tables
from smtpcodes.grammar.credentials.names import names_secret
from smtpcodes.grammar.credentials.values import LONGEST, QUOTE, bare, is_placeholder, quoted
from smtpcodes.grammar.late import late

COMMA = late(rb"(?:\\?[\"'`])?[ \t]{0,8},[ \t]{0,8}")
_TYPE = late(
    rb"(?:&(?:'\w{1,16} )?)?[A-Za-z_][\w.:]{0,30}"
    rb"(?:[<\[][\w.:&<>\[\], ]{0,40}[>\]])?\??[ \t]{1,8}=[ \t]{0,8}(?=[\"'`@])"
)
# A call or a prefix of a language before the quotes: string(14) "x", new String("x"), b'x',
# Some("x")
PREFIX = late(
    rb"(?:string(?:\(\d{1,6}\))?[ \t]{1,4}|[sS]:\d{1,7}:"
    rb"|(?:new[ \t])?(?:[A-Za-z_][\w.:]{0,60}[(\[]){1,4}[ \t]{0,4}|[a-zA-Z@$]{1,2}|<<)(?=[\"'`])"
)
VALUE = late(
    rb"(?i)(?<![a-z])(?:value|val|data|content|default)\\?[\"']?[ \t]{0,8}(?:=>|[:=])[ \t]{0,8}"
)
_INNER = late(rb"\s*<\w+>")
_KEYWORD = late(rb"\w{1,30}[ \t]{0,4}(?:=>|[:=])[ \t]{0,4}(?=[\"'`])")  # env("X", default="x")
_CHANGED = late(rb"[ \t]{1,4}(?:->|=>|\xe2\x86\x92|to)[ \t]{1,4}(?=[\"'`])")  # "x" -> "y"
_TEMPLATE = late(rb"\$?\{\{ .{0,200}?\}\}|<%=? .{0,200}?%>|\{% .{0,200}?%\}")  # Jinja, Go, ERB
_NEXT_PAIR = late(rb"&\w{2,40}=")
_COMMENT = late(rb"[ \t](?:#|//|;).*$")
_PAIR = late(rb"-{0,2}[A-Za-z_][\w.-]{0,60}[=:]")
_ENV = (b"env", b"fetch", b"config", b"setting", b"lookup", b"get")  # calls that take a name first
# Password: <code>x</code>, Password: **x**
_MARKED = late(rb"<(\w{1,12})>([^<>]{1,400})</\1>|\*\*([^*\s][^*]{2,200})\*\*")
# env("X") ?? "x"
_OR = late(rb"[^\s\"'`]{1,80}[ \t]{1,4}(?:\?\?|\|\||\?:|or)[ \t]{1,4}(?=[\"'`])")
# password=[x]
_BRACKETED = late(rb"\[([^\[\]\s\"'`]{6,200})\](?=[\s,;)]|$)")


def element(line: bytes, at: int) -> Iterator[Span]:
    """The text of an element that begins at `at`."""
    last = min(len(line), at + LONGEST)
    for sign in (b"</", b"]]>"):
        found = line.find(sign, at, last)
        last = found if found >= 0 else last
    end = last
    inner = _INNER.match(line, at)
    at = inner.end() if inner else at
    if not is_placeholder(line[at:end].strip()):
        yield Span(at, end, PASSWORD)


def valued(line: bytes, at: int, first: bool = False, query: bool = False) -> Iterator[Span]:
    """The value that begins at `at`. first: its key begins the line, so blanks are part of it."""
    found = _in_syntax(line, at)
    yield from _bare(line, at, first, query) if found is None else found


def _in_syntax(line: bytes, at: int) -> Iterable[Span] | None:
    """A value in quotes, in a call, in brackets or in markup; None for a bare one."""
    kind = _TYPE.match(line, at)
    at = kind.end() if kind is not None else at
    prefix = PREFIX.match(line, at)
    opens = prefix.end() if prefix is not None else at
    if QUOTE.match(line, opens):
        return _quoted(line, opens, prefix.group() if prefix is not None else b"")
    if (other := _OR.match(line, at)) is not None:
        return _quoted(line, other.end(), b"")
    if (marked := _MARKED.match(line, at)) is not None:
        group = 2 if marked.group(1) else 3
        return () if is_placeholder(marked.group(group)) else (Span(*marked.span(group), PASSWORD),)
    if (bracketed := _BRACKETED.match(line, at)) is not None:
        value = bracketed.group(1)
        made = sentences.looks_made(value) or (value.isdigit() and len(value) > 7)
        return (Span(*bracketed.span(1), PASSWORD),) if made else ()
    return None


def _bare(line: bytes, at: int, first: bool, query: bool) -> Iterator[Span]:
    """The value without quotes that begins at `at`."""
    if (row := tables.ROW.match(line, at)) is not None:
        at = row.end()  # SASL_PASSWD=mx.example.net anna:x
    if _TEMPLATE.match(line, at) is not None:
        return
    begin, end = bare(line, at, query)
    if (more := _NEXT_PAIR.search(line, begin, end)) is not None:
        end = more.start()
    value = line[begin:end]
    stripped = value.rstrip(b",;)}]>.") or value
    if (
        len(stripped) < 2
        or is_placeholder(value)
        or is_placeholder(stripped)
        or stripped.upper().decode("latin-1") in sasl.MECHANISMS
        or re.fullmatch(rb"[A-Za-z_][\w.]*\(.*", value) is not None
    ):
        return
    if first and end < len(line):
        rest = _COMMENT.sub(b"", line[begin : begin + 200]).rstrip()
        words = rest.split()
        if words[0].strip(b".,:;!").lower() in sentences.PROSE:
            return
        if len(words) > 1 and len(words) < 9 and not any(_PAIR.match(x) for x in words[1:]):
            end = max(end, begin + len(rest.rstrip(b",;")))
    elif b" " in line[end : end + 1] and stripped.lower().rstrip(b".,") in sentences.PROSE:
        return
    yield Span(begin, end, PASSWORD)


def _quoted(line: bytes, opens: int, prefix: bytes) -> Iterator[Span]:
    """The value in quotes, or the arguments of a call; prefix: what stands before the quotes."""
    named = any(x in prefix.lower() for x in _ENV)
    while (found := quoted(line, opens)) is not None:
        begin, end, behind = found
        value = line[begin:end]
        mechanism = value.upper().decode("latin-1") in sasl.MECHANISMS
        prompt = value.endswith((b":", b": ")) and names_secret(value.rstrip(b": "))
        if not (named or mechanism or prompt or is_placeholder(value) or not value.strip(b")]};,")):
            yield Span(begin, end, PASSWORD)
        more = COMMA.match(line, behind) if b"(" in prefix else _CHANGED.match(line, behind)
        if more is None:
            return
        named, opens = False, more.end()
        if (keyword := _KEYWORD.match(line, opens)) is not None:
            opens = keyword.end()
