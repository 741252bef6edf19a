"""A key that names a credential, and its value: in settings, data, markup, headers, queries, and in
plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.credentials import PASSWORD, Span, sentences, tables
from smtpcodes.grammar.credentials.names import HINTS, is_setting, names_password, names_secret
from smtpcodes.grammar.credentials.values import QUOTE, bare, is_placeholder, literals, quoted
from smtpcodes.grammar.late import late

_KEY = late(rb"[A-Za-z_\x80-\xff][\w\x80-\xff.-]{1,119}(?<![.-])")
_MOT = late(
    rb"(?i)(?:mot[ _-]de[ _-]passe|app(?:lication)? password|api[ _-]?key|pass word)"
    # languages that put no blank between words
    + rb"|(?:%s)(?=[ \t]{0,4}(?:\xef\xbc\x9a|[:=]))"
    % b"|".join(map(str.encode, ("密码", "密碼", "口令", "パスワード", "비밀번호")))
)
_CLOSE = rb"(?:\\{1,3}[\"']|[\"'`]|&(?:quot|#3[49]);|[\])}])"
_SIGN = late(
    _CLOSE
    + rb"{0,3}(?:[ \t.]{0,40}(?:=>|:=|[!=?]?={1,2}|->|\xe2\x86\x92|\xef\xbc\x9a|%3[Dd]|%3[Aa]|:(?!//|:))[ \t]{0,40}"
    # a declaration: password string = "x", Password As String = "x"; and PHP's serialize():
    # s:8:"password";s:1:"x"
    + rb"|[ \t]{1,8}(?:As[ \t]{1,8})?[A-Za-z*&\[][\w.*&<>\[\]]{0,40}[ \t]{1,8}:?=[ \t]{0,8}(?=[\"'`@])|;(?=[sS]:\d{1,7}:))"
)
_COMMA = late(rb"(?:\\?[\"'`])?[ \t]{0,8},[ \t]{0,8}")
_TYPE = late(
    rb"(?:&(?:'\w{1,16} )?)?[A-Za-z_][\w.:]{0,30}(?:[<\[][\w.:&<>\[\], ]{0,40}[>\]])?\??[ \t]{1,8}=[ \t]{0,8}(?=[\"'`@])"
)
# Password for anna: x, in the languages of the words
_FOR = late(
    rb"[ \t]{1,4}(?:for|of|f\xc3\xbcr|von|de|pour|para|per|van|voor|for user|for the user)[ \t]{1,4}"
    rb"[\"'`<]?[\w.+@-]{1,128}[\"'`>]?[ \t]{0,4}(?::|=>?)[ \t]{1,8}(?=\S)"
)
# A call or a prefix of a language before the quotes: string(14) "x", new String("x"), b'x',
# Some("x")
_PREFIX = late(
    rb"(?:string(?:\(\d{1,6}\))?[ \t]{1,4}|[sS]:\d{1,7}:|(?:new[ \t])?(?:[A-Za-z_][\w.:]{0,60}[(\[]){1,4}[ \t]{0,4}|[a-zA-Z@$]{1,2})(?=[\"'`])"
)
_ENV = (b"env", b"fetch", b"config", b"setting", b"lookup", b"get")  # calls that take a name first
_NAMED_BEFORE = late(
    rb"(?i)(?:(?<![a-z])(?:name|key|id|property|param(?:eter)?|entry)\\?[\"']?[ \t]{0,4}(?:[:=]>?|>)[ \t]{0,4}(?:\\?[\"'])?|<(?:key|name)>|^[ \t]{0,8}variable[ \t]{1,8}\")$"
)
_VALUE = late(
    rb"(?i)(?<![a-z])(?:value|val|content|default)\\?[\"']?[ \t]{0,8}(?:=>|[:=])[ \t]{0,8}"
)
# password = { type = "raw", value = "x" }
_WITHIN = late(
    rb"(?i)\{[^{}]{0,120}?(?<![a-z])(?:value|raw|plain|data|secret)[\"']?[ \t]{0,8}(?:=>|[:=])[ \t]{0,8}"
)
# set password ENC x, password 7 x: what kind of value it is
_KIND = late(
    rb"[ \t]{1,8}(?:ENC|SH2?|SHA|AK1|encrypted|cleartext|plaintext|plain|[0-9])[ \t]{1,8}(?=\S+\s*$)"
)
_NOTE = late(rb"[ \t](?:#|//|;|<!--|/\*)[ \t]{0,8}(?:[\w.-]{1,30}[ \t]{1,4}){0,4}$")
_HEREDOC = late(rb"<<[-~]?[\"']?[A-Z_]{2,20}[\"']?")
# aws ssm put-parameter --name /x/smtp_password --value x
_VALUE_OPTION = late(rb"[ \t]--(?:value|body|data|secret-string)(?:[ \t]+|=)")
# creds = ("anna", "x") and (credentials '(("mx" 587 "anna" "x")))
_TUPLE = late(rb"[ \t]{0,8}(?:=[ \t]{0,8}|')\(")
_NEXT_ELEMENT = late(_CLOSE + rb"?(?:[^<>]{0,100}>|</(?:key|name)>[ \t]{0,8}<(?:string|value)>)")
_ELEMENT = late(rb"(?:[ \t][^<>]{0,200})?>(?:<!\[CDATA\[)?")
_STARTS = late(
    rb"(?i)[ \t>*#-]{0,40}(?:(?:export|set|env|arg|setenv|password for|machine|default|login|user|my)[ \t]{1,8}[^ \t]{0,64}[ \t]{0,4}){0,3}(?:-e[ \t]{1,8})?[\"']?$"
)
_COMMENT = late(rb"[ \t](?:#|//|;).*$")
_PAIR = late(rb"[A-Za-z_][\w.-]{0,60}[=:]")


_HINTED = late(b"|".join(map(re.escape, HINTS)))


def hinted(low: bytes) -> bool:
    """False for a line, in lower case, that holds no word for a credential."""
    return _HINTED.search(low) is not None


def spans(line: bytes) -> Iterator[Span]:
    """The values of the keys in a line that ``hinted`` lets through."""
    done = 0
    for key in _keys(line):
        if key.start() < done:
            continue
        for found in _after(line, key):
            done = max(done, found.end)
            yield found


def _keys(line: bytes) -> Iterator[re.Match[bytes]]:
    for key in _KEY.finditer(line):
        if names_secret(key.group()):
            yield key
    for key in _MOT.finditer(line):
        yield key


def wants_more(line: bytes) -> tuple[bytes, int]:
    """What one of the next lines must begin with to hold the value of a key that this one ends
    with, and how many lines may follow."""
    last = max(_keys(line), key=lambda key: key.end(), default=None)
    if last is None:
        return b"", 0
    rest = line[last.end() :].strip()
    if _NAMED_BEFORE.search(line, max(0, last.start() - 40), last.start()):
        return (b"", 0) if _VALUE.search(rest) else (b"value", 6 if rest.endswith(b"{") else 1)
    sign = _SIGN.match(line, last.end())
    if sign is None:
        return b"", 0
    rest = line[sign.end() :].strip()
    if not rest and b"]" in sign.group():
        return b"string(", 1
    if rest in (b"|", b">", b"|-", b">-", b"\\") or _HEREDOC.fullmatch(rest):
        return b"block", 1
    return (b"quote", 1) if rest in (b"", b"(") else (b"", 0)


def continued(line: bytes, wanted: bytes) -> Iterator[Span]:
    """The value in the line behind one whose ``wants_more`` is `wanted`."""
    if wanted == b"value":
        found = _VALUE.search(line, 0, 120) or re.compile(rb"[ \t]*<(?:string|value)>").match(line)
        if found is not None:
            yield from _valued(line, found.end(), True)
        return
    start = len(line) - len(line.lstrip())
    if wanted == b"quote":
        if QUOTE.match(line, start):
            yield from _valued(line, start, True)
    elif wanted == b"block" or _PREFIX.match(line, start):
        yield from _valued(line, start, True)


def _after(line: bytes, key: re.Match[bytes]) -> Iterator[Span]:
    """The value of a key: of the first syntax that it stands in."""
    for syntax in _SYNTAXES:
        found = syntax(line, key)
        if found is not None:
            yield from found
            return
    start, end = key.span()
    yield from sentences.spans(line, key.group(), start, end, _begins(line, start))


def _of_name(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``name: password, value: x``, and ``SET value = 'x' WHERE name = 'password'``."""
    start, end = key.span()
    if not _NAMED_BEFORE.search(line, max(0, start - 40), start):
        return None
    value = _VALUE.search(line, end, end + 300)
    if value is None:
        value = next(iter([*_VALUE.finditer(line, max(0, start - 300), start)][-1:]), None)
    if value is not None:
        return _valued(line, value.end())
    element = _NEXT_ELEMENT.match(line, end)
    return _element(line, element.end()) if element is not None else ()


def _in_element(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``<password>x</password>``."""
    start, end = key.span()
    if line[start - 1 : start] not in (b"<", b":", b"."):
        return None
    element = _ELEMENT.match(line, end)
    if element is None or b"<" not in line[max(0, start - 60) : start]:
        return None
    return _element(line, element.end())


def _in_tuple(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``creds = ("anna", "x")``."""
    pair = _TUPLE.match(line, key.end()) if b"cred" in key.group().lower() else None
    if pair is None:
        return None
    found = list(literals(line, pair.end()))
    if len(found) > 1 and not is_placeholder(line[found[-1][0] : found[-1][1]]):
        return (Span(*found[-1], PASSWORD),)
    return ()


def _signed(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``password = x``."""
    start, end = key.span()
    before = line[start - 1 : start]
    sign = _SIGN.match(line, end)
    if sign is None:
        said = _FOR.match(line, end) if names_password(key.group()) else None
        if said is None or sentences.in_prose(line[said.end() :].split(None, 1)[0]):
            return None
        return _valued(line, said.end())
    if before == b"-" and b"=" not in sign.group():
        return ()
    if (within := _WITHIN.match(line, sign.end())) is not None:
        return _valued(line, within.end())
    return _valued(line, sign.end(), _begins(line, start), query=before in (b"?", b"&"))


def _listed(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``("password", "x")``."""
    start, end = key.span()
    comma = _COMMA.match(line, end)
    if comma is None:
        return None
    opened = line[start - 1 : start] in (b'"', b"'", b"`") and b"(" in line[start - 4 : start]
    return _valued(line, comma.end()) if opened or is_setting(key.group()) else None


def _told_apart(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``--name /x/smtp_password --value x``, and ``set password ENC x``."""
    option = _VALUE_OPTION.search(line, key.end(), key.end() + 200)
    if option is not None:
        return _valued(line, option.end())
    kind = _KIND.match(line, key.end())
    return _valued(line, kind.end()) if kind is not None else None


def _noted(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``value: "x"  # smtp password``: a comment tells what it is."""
    if line[key.end() :].strip() not in (b"", b"*/", b"-->"):
        return None
    note = _NOTE.search(line, max(0, key.start() - 60), key.start())
    value = _VALUE.match(line[: note.start()].lstrip(b" \t-")) if note is not None else None
    if value is None:
        return None
    return _valued(line, len(line) - len(line.lstrip(b" \t-")) + value.end())


def _in_column(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``| password | x |``."""
    column = tables.COLUMN.match(line, key.end())
    return tables.cell(line, key.start(), column) if column is not None else None


_SYNTAXES = (
    *(_of_name, _in_element, _in_tuple, _signed, _listed, _told_apart, _in_column, _noted),
)


def _begins(line: bytes, start: int) -> bool:
    """True if the key is the first word of its line, as in a file of settings."""
    return start <= 200 and _STARTS.match(line[:start]) is not None


def _element(line: bytes, at: int) -> Iterator[Span]:
    ends = [x for x in (line.find(b"</", at), line.find(b"]]>", at)) if x >= 0]
    end = min(ends) if ends else len(line)
    inner = re.compile(rb"\s*<\w+>").match(line, at)
    at = inner.end() if inner else at
    if not is_placeholder(line[at:end].strip()):
        yield Span(at, end, PASSWORD)


def _valued(line: bytes, at: int, first: bool = False, query: bool = False) -> Iterator[Span]:
    """The value that begins at `at`. first: its key begins the line, so blanks are part of it."""
    kind = _TYPE.match(line, at)
    at = kind.end() if kind is not None else at
    prefix = _PREFIX.match(line, at)
    opens = prefix.end() if prefix is not None else at
    if QUOTE.match(line, opens):
        named = prefix is not None and any(x in prefix.group().lower() for x in _ENV)
        while (found := quoted(line, opens)) is not None:
            begin, end, behind = found
            value = line[begin:end]
            if not (
                named or is_placeholder(value) or value.upper().decode("latin-1") in sasl.MECHANISMS
            ):
                yield Span(begin, end, PASSWORD)
            more = (
                _COMMA.match(line, behind)
                if prefix is not None and b"(" in prefix.group()
                else None
            )
            if more is None:
                return
            named, opens = False, more.end()
        return
    begin, end = bare(line, at, query)
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
