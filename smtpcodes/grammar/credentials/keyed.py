"""A key that names a credential, and its value: in settings, data, markup, headers, queries, and in
plain sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from smtpcodes.grammar.credentials import PASSWORD, Span, elsewhere, sentences, tables
from smtpcodes.grammar.credentials.assigned import COMMA, VALUE, element, valued
from smtpcodes.grammar.credentials.names import (
    IS,
    is_setting,
    keys,
    names_secret,
)
from smtpcodes.grammar.credentials.values import (
    LONGEST,
    QUOTE,
    bare,
    is_placeholder,
    literals,
    quoted,
)
from smtpcodes.grammar.late import late

_CLOSE = rb"(?:\\{1,3}[\"']|[\"'`]|%22|&(?:quot|#3[49]);|[\])}])"
SIGN = late(
    _CLOSE + rb"{0,3}(?:\[\d{0,4}\]|\.[Vv]alue)?"
    rb"(?:[ \t]{1,4}(?:\.{3,60}|_{3,60}|(?:\xc2\xb7|\xe2\x80\xa6){1,30})"
    rb"[ \t]{1,4}"
    rb"|[ \t.]{0,40}(?:=>|:=|[!=?]?={1,2}|->|\xe2\x86\x92|%3[Dd]|%3[Aa]|"
    + IS
    + rb"|:(?!//|:))\*{0,2}[ \t]{0,40}"
    # a declaration: password string = "x", Password As String = "x"; and PHP's serialize():
    # s:8:"password";s:1:"x"
    rb"|[ \t]{1,8}(?:As[ \t]{1,8})?[A-Za-z*&\[][\w.*&<>\[\]]{0,40}[ \t]{1,8}:?=[ \t]{0,8}"
    rb"(?=[\"'`@])|;(?=[sS]:\d{1,7}:))"
)
# {User:anna Password: Host:mx}, as Go prints a value that is empty
_FIELD, _EMPTY = late(rb"[{ ][A-Za-z_]{2,30}:[^ ]* $"), late(rb"(?<=: )[A-Za-z_]{2,30}:[^ ]")
_COUNT = late(rb"\d{1,12}(?![\w=+/])")  # of responses
_FOLDER = late(rb"[\"']?(?:[/~]|[A-Z]:\\)")  # where a shell works
_PAIRED = late(rb"\w{1,20}=\S")  # creds: u=anna p=x
# secret: smtp-password, the name of one that is elsewhere
_REFERS = frozenset((b"secret", b"from_secret", b"secretname", b"secret-name", b"secret_name"))
_NAME = late(rb"[a-z]{2,20}(?:[_/-][a-z]{1,20}){1,6}")
NAMED_BEFORE = late(
    rb"(?i)(?:(?<![a-z])(?:name|key|id|property|param(?:eter)?|entry)\\?[\"']?[ \t]{0,4}"
    rb"(?:[:=]>?|>)[ \t]{0,4}(?:\\?[\"'])?|<(?:key|name)>|^[ \t]{0,8}variable[ \t]{1,8}\")$"
)
_NAMING = (b":", b"=", b">", b'"', b"'", b" ", b"\t", b"\n")  # with one of them it ends
# password = { type = "raw", value = "x" }
_WITHIN = late(
    rb"(?i)\{[^{}]{0,120}?(?<![a-z])(?:value|raw|plain|data|secret)[\"']?[ \t]{0,8}"
    rb"(?:=>|[:=])[ \t]{0,8}"
)
# creds = ("anna", "x") and (credentials '(("mx" 587 "anna" "x")))
_LABEL = late(rb"\w{1,30}:[ \t]")
STRINGS = 8  # of a tuple that are looked at
_TUPLE = late(rb"[\"']?[ \t]{0,8}(?:[:=][ \t]{0,8}|')[\[(]")
_NEXT_ELEMENT = late(_CLOSE + rb"?(?:[^<>]{0,100}>|</(?:key|name)>[ \t]{0,8}<(?:string|value)>)")
_SIBLING = late(rb":?[ \t]{0,4}</\w{1,40}>[ \t]{0,8}<\w{1,40}(?:[ \t][^<>]{0,200})?>")
_TEXT_OF_ELEMENT = late(rb">[\w -]{0,30}$")
_ADJACENT = late(rb"[\"'][ \t]{1,8}(?=[\"'][^\s\"'])")
_OPTION = late(rb"--?[A-Za-z][\w-]{0,40}[ =][\[<]{0,2}$")
_ELEMENT = late(rb"(?:[ \t][^<>]{0,200})?>(?:<!\[CDATA\[)?")
_STARTS = late(
    rb"(?i)[ \t>*#-]{0,40}(?:(?:export|set|env|arg|setenv|password for|machine|default|login|user"
    rb"|my)[ \t]{1,8}[^ \t]{0,64}[ \t]{0,4}){0,3}(?:-e[ \t]{1,8})?[\"']?$"
)


def behind_keys(line: bytes, low: str) -> Iterator[Span]:
    """The values of the keys in a line that ``looks.hinted`` lets through."""
    done = 0
    syntaxes: list[Syntax] = []
    for key in keys(line):
        if key.start() < done:
            continue
        if not syntaxes:
            syntaxes = [x for x, signs in _SYNTAXES if any(sign in line for sign in signs)]
        for found in _after(line, key, syntaxes):
            done = max(done, found.end)
            yield found


def _after(line: bytes, key: re.Match[bytes], syntaxes: list[Syntax]) -> Iterator[Span]:
    """The value of a key: of the first of the syntaxes that it stands in."""
    for syntax in syntaxes:
        found = syntax(line, key)
        if found is not None:
            yield from found
            return
    start, end = key.span()
    yield from sentences.spans(line, key.group(), start, end, _begins(line, start))


def _of_name(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``name: password, value: x``, and ``SET value = 'x' WHERE name = 'password'``."""
    start, end = key.span()
    if line[start - 1 : start] not in _NAMING:
        return None
    if not NAMED_BEFORE.search(line, max(0, start - 40), start):
        return None
    value = VALUE.search(line, end, end + 300)
    if value is None:
        value = next(iter([*VALUE.finditer(line, max(0, start - 300), start)][-1:]), None)
    if value is not None:
        return valued(line, value.end())
    following = _NEXT_ELEMENT.match(line, end)
    return element(line, following.end()) if following is not None else ()


def _in_element(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``<password>x</password>``."""
    start, end = key.span()
    if line[start - 4 : start] == b"&lt;" and line[end : end + 4] == b"&gt;":
        stop = min(len(line), end + LONGEST)
        last = line.find(b"&lt;", end, stop)
        return (Span(end + 4, last if last > 0 else stop, PASSWORD),)
    if line[start - 1 : start] not in (b"<", b":", b"."):
        return None
    opened = _ELEMENT.match(line, end)
    if opened is None or b"<" not in line[max(0, start - 60) : start]:
        return None
    if (value := VALUE.search(line, end, opened.end())) is not None:
        return valued(line, value.end())  # <password value="x" />
    if _OPTION.search(line, max(0, start - 60), start):
        return ()  # what a manual calls the value of an option
    return element(line, opened.end())


def _beside_element(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``<string>password</string><string>x</string>``."""
    begun = _TEXT_OF_ELEMENT.search(line, max(0, key.start() - 40), key.start())
    next_ = _SIBLING.match(line, key.end()) if begun is not None else None
    if next_ is None:
        return None
    last = min(len(line), next_.end() + LONGEST)
    end = line.find(b"<", next_.end(), last)
    value = line[next_.end() : last if end < 0 else end].strip()
    return () if names_secret(value) else element(line, next_.end())


def _quoted_beside(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``"smtp:password" "x"``."""
    next_ = _ADJACENT.match(line, key.end())
    if next_ is None:
        return None
    found = quoted(line, next_.end())
    value = line[found[0] : found[1]] if found is not None else b""
    if found is None or is_placeholder(value) or names_secret(value) or sentences.in_prose(value):
        return None
    return (Span(found[0], found[1], PASSWORD),)


def _in_tuple(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``creds = ("anna", "x")``."""
    pair = _TUPLE.match(line, key.end()) if b"cred" in key.group().lower() else None
    if pair is None:
        return None
    found = list(islice(literals(line, pair.end(), 1000), STRINGS))
    if len(found) > 1 and not is_placeholder(line[found[-1][0] : found[-1][1]]):
        return (Span(*found[-1], PASSWORD),)
    return ()


def _signed(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``password = x``."""
    start, end = key.span()
    before = line[start - 1 : start]
    sign = SIGN.match(line, end)
    if sign is None:
        said = elsewhere.of_other(line, key)
        if said is None or sentences.in_prose(line[said.end() :].split(None, 1)[0]):
            return None
        return valued(line, said.end())
    if _EMPTY.match(line, sign.end()) and _FIELD.search(line, max(0, start - 60), start):
        return ()
    if before == b"-" and b"=" not in sign.group():
        # an option that a manual explains, or a line of a difference
        told = QUOTE.match(line, sign.end()) or sentences.looks_made(
            line[slice(*bare(line, sign.end()))]
        )
        if not told:
            return ()
    if key.group().lower() == b"resp" and _COUNT.match(line, sign.end()):
        return ()
    if key.group() in (b"PWD", b"OLDPWD") and _FOLDER.match(line, sign.end()):
        return ()
    if b"cred" in key.group().lower() and _PAIRED.match(line, sign.end()):
        return ()
    if key.group().lower() in _REFERS and _NAME.fullmatch(line[sign.end() :].strip(b"\"' \t,;")):
        return ()
    if (within := _WITHIN.match(line, sign.end())) is not None:
        return valued(line, within.end())
    return valued(line, sign.end(), _begins(line, start), query=before in (b"?", b"&"))


def _listed(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``("password", "x")``."""
    start, end = key.span()
    comma = COMMA.match(line, end)
    if comma is None:
        return None
    opened = line[start - 1 : start] in (b'"', b"'", b"`") and b"(" in line[start - 4 : start]
    opened = opened or line[start - 1 : start] == b"{"  # {password, "x"} of Erlang
    if not opened and _LABEL.match(line, comma.end()):
        return None  # a list that goes on: RM_TOKEN, Service: mx
    return valued(line, comma.end()) if opened or is_setting(key.group()) else None


def _in_column(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``| password | x |``."""
    column = tables.COLUMN.match(line, key.end())
    return tables.cell(line, key.start(), column) if column is not None else None


Syntax = Callable[[bytes, re.Match[bytes]], Iterable[Span] | None]
_ANY, _QUOTES = (b"",), (b'"', b"'", b"`")
# Each with signs of which a line holds one at least, if something stands in it in that syntax
_SYNTAXES: tuple[tuple[Syntax, tuple[bytes, ...]], ...] = (
    (_of_name, (b":", b"=", b">", b'"')),
    (_in_element, (b"<", b"&lt;")),
    (_beside_element, (b"</",)),
    (_in_tuple, (b"(", b"[")),
    (_signed, _ANY),
    (_quoted_beside, _QUOTES[:2]),
    (_listed, (b",",)),
    (elsewhere.aliased, _QUOTES[:2]),
    (elsewhere.in_option, (b"--", b"/d", b"alue")),
    (elsewhere.told_apart, _ANY),
    (_in_column, (b",", b";", b"|", b"\t")),
    (elsewhere.noted, (b"#", b"//", b";", b"<!--", b"/*")),
    (elsewhere.explained, _QUOTES),
)


def _begins(line: bytes, start: int) -> bool:
    """True if the key is the first word of its line, as in a file of settings."""
    return start <= 200 and _STARTS.match(line[:start]) is not None
