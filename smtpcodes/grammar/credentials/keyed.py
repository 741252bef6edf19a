"""A key that names a credential, and its value: in settings, data, markup, headers, queries, and in plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.credentials import PASSWORD, Span
from smtpcodes.grammar.credentials.names import (
    HINTS,
    PASSWORDS,
    is_setting,
    names_password,
    names_secret,
)
from smtpcodes.grammar.credentials.values import QUOTE, bare, is_placeholder, quoted

_KEY = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff.-]{1,119}(?<![.-])")
_MOT = re.compile(rb"(?i)(?:mot[ _-]de[ _-]passe|app(?:lication)? password|api[ _-]?key|pass word)")
_CLOSE = rb"(?:\\{1,3}[\"']|[\"'`]|&(?:quot|#3[49]);|[\])}])"
_SIGN = re.compile(
    _CLOSE + rb"{0,3}[ \t]{0,40}(?:=>|:=|[!=]?={1,2}|%3[Dd]|%3[Aa]|:(?!//|:))[ \t]{0,40}"
)
_COMMA = re.compile(rb"(?:\\?[\"'`])?[ \t]{0,8},[ \t]{0,8}")
_TYPE = re.compile(rb"[A-Za-z_][\w.]{0,30}\??[ \t]{1,8}=[ \t]{0,8}(?=[\"'])")
# A call or a prefix of a language before the quotes: string(14) "x", new String("x"), b'x', Some("x")
_PREFIX = re.compile(
    rb"(?:string\(\d{1,6}\)[ \t]{1,4}|(?:new[ \t])?(?:[A-Za-z_][\w.:]{0,60}[(\[]){1,4}[ \t]{0,4}|[a-zA-Z@$]{1,2})(?=[\"'`])"
)
_ENV = (b"env", b"fetch", b"config", b"setting", b"lookup", b"get")  # calls that take a name first
_NAMED_BEFORE = re.compile(
    rb"(?i)(?:\b(?:name|key|id|property|param(?:eter)?|entry)\\?[\"']?[ \t]{0,4}(?:[:=]>?|>)[ \t]{0,4}(?:\\?[\"'])?|<(?:key|name)>)$"
)
_VALUE = re.compile(rb"(?i)\b(?:value|val|content|default)\\?[\"']?[ \t]{0,8}(?:=>|[:=])[ \t]{0,8}")
_COPULA = re.compile(
    rb"(?i)(?:[ \t]{1,4}(?:\w{1,20}[ \t]{1,4})?(?:is|was|set to|changed to|=|of)[ \t]{1,4}|[ \t]{0,4}\((?=[^\s()]{4})|[ \t]{0,4}<(?=[^\s<>]{4})|[ \t]{1,8}(?=[\"'`]))"
)
_PROSE = frozenset(
    b"a about accepted again also an and are as at auth authentication authenticator authorization base64 based be been before blank but by can cannot"
    b" challenge change changed check command correct could credentials database denied did disabled do does empty encoded enforced entered error expired"
    b" fail failed failure field file for from given has have hidden if ignored in incorrect info input invalid is it length less login lookup may mechanism"
    b" mechanisms method mismatch missing must need needed never no none not now null of off ok on only or please plugin policy prompt protected provided"
    b" rejected request required reset response same sent set should source stored string suppressed than that the then there this through to too token"
    b" trace true type unchanged unknown unset used user username using valid value verification verified via was weak were when while will with without"
    b" wrong you your successful succeeded success supported unsupported allowed enabled offered available advertised permitted first after because"
    b" aborted cancelled canceled completed done attempt attempts received account server client manager grant exchange".split()
)
_WORD = re.compile(rb"[A-Za-z]{1,24}")
_ELEMENT = re.compile(rb"(?:[ \t][^<>]{0,200})?>(?:<!\[CDATA\[)?")
_STARTS = re.compile(
    rb"(?i)[ \t>*#-]{0,40}(?:(?:export|set|env|arg|setenv|password for|machine|default|login|user|my)[ \t]{1,8}[^ \t]{0,64}[ \t]{0,4}){0,3}(?:-e[ \t]{1,8})?[\"']?$"
)
_COMMENT = re.compile(rb"[ \t](?:#|//|;).*$")
_PAIR = re.compile(rb"[A-Za-z_][\w.-]{0,60}[=:]")


_HINTED = re.compile(b"|".join(map(re.escape, HINTS)))


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


def wants_more(line: bytes) -> bytes:
    """What the next line must begin with to hold the value of a key that this one ends with; empty if none."""
    last = max(_keys(line), key=lambda key: key.end(), default=None)
    if last is None:
        return b""
    rest = line[last.end() :].strip()
    if _NAMED_BEFORE.search(line, max(0, last.start() - 40), last.start()):
        return b"" if _VALUE.search(rest) else b"value"
    sign = _SIGN.match(line, last.end())
    if sign is None:
        return b""
    rest = line[sign.end() :].strip()
    return (
        b"string("
        if not rest and b"]" in sign.group()
        else b"block"
        if rest in (b"|", b">", b"|-", b">-", b"\\")
        else b""
    )


def continued(line: bytes, wanted: bytes) -> Iterator[Span]:
    """The value in the line behind one whose ``wants_more`` is `wanted`."""
    if wanted == b"value":
        found = _VALUE.search(line, 0, 120) or re.compile(rb"[ \t]*<(?:string|value)>").match(line)
        if found is not None:
            yield from _valued(line, found.end(), True)
        return
    start = len(line) - len(line.lstrip())
    if wanted == b"block" or _PREFIX.match(line, start):
        yield from _valued(line, start, True)


def _after(line: bytes, key: re.Match[bytes]) -> Iterator[Span]:
    start, end = key.span()
    before = line[start - 1 : start]
    word = key.group()
    if _NAMED_BEFORE.search(line, max(0, start - 40), start):
        value = _VALUE.search(line, end, end + 300)
        if value is not None:
            yield from _valued(line, value.end())
        else:
            element = re.compile(_CLOSE + rb"?[^<>]{0,100}>").match(line, end)
            if element is not None:
                yield from _element(line, element.end())
        return
    if (
        before in (b"<", b":", b".")
        and (element := _ELEMENT.match(line, end))
        and b"<" in line[max(0, start - 60) : start]
    ):
        yield from _element(line, element.end())
        return
    sign = _SIGN.match(line, end)
    if sign is not None:
        if before == b"-" and line[max(0, start - 1) : start] == b"-" and b"=" not in sign.group():
            return
        yield from _valued(line, sign.end(), _begins(line, start), query=before in (b"?", b"&"))
        return
    comma = _COMMA.match(line, end)
    if comma is not None and (
        (before in (b'"', b"'", b"`") and b"(" in line[max(0, start - 4) : start])
        or is_setting(word)
    ):
        yield from _valued(line, comma.end())
        return
    yield from _plain(line, word, start, end)


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
        is_placeholder(value)
        or is_placeholder(stripped)
        or stripped.upper().decode("latin-1") in sasl.MECHANISMS
        or re.fullmatch(rb"[A-Za-z_][\w.]*\(.*", value) is not None
    ):
        return
    if first and end < len(line):
        rest = _COMMENT.sub(b"", line[begin : begin + 200]).rstrip()
        words = rest.split()
        if words[0].strip(b".,:;!").lower() in _PROSE:
            return
        if len(words) > 1 and len(words) < 9 and not any(_PAIR.match(x) for x in words[1:]):
            end = max(end, begin + len(rest.rstrip(b",;")))
    elif b" " in line[end : end + 1] and stripped.lower().rstrip(b".,") in _PROSE:
        return
    yield Span(begin, end, PASSWORD)


def _plain(line: bytes, word: bytes, start: int, end: int) -> Iterator[Span]:
    """``my password is x``, ``password (x)``, ``machine a login b password x``, ``ENV SMTP_PASSWORD x``."""
    if line[start - 1 : start] == b"=" or not (names_password(word) or is_setting(word)):
        return  # a result ("spf=pass"), or a word that no sentence says of a password
    said = _COPULA.match(line, end)
    long = (
        word.lower() not in (b"pass", b"pw", b"pwd", b"passe")
        or b"`" in line[end : end + 3]
        or b"'" in line[end : end + 3]
    )
    if said is not None and long:
        at, close = said.end(), said.group()[-1:]
        if (found := quoted(line, at)) is not None:
            if not is_placeholder(line[found[0] : found[1]]):
                yield Span(found[0], found[1], PASSWORD)
            return
        begin, stop = bare(line, at)
        if close in b"(<" and close:
            stop = line.find(b")" if close == b"(" else b">", at)
            stop = len(line) if stop < 0 else stop
        value = line[begin:stop].rstrip(b".,;:!?)")
        if (
            value
            and value.lower() not in _PROSE
            and not is_placeholder(value)
            and not _ending(value)
        ):
            yield Span(begin, begin + len(value), PASSWORD)
        return
    gap = (
        len(line) - len(line[end:].lstrip(b" \t")) - end
        if line[end : end + 1] in (b" ", b"\t")
        else 0
    )
    if not gap:
        return
    begin, stop = bare(line, end + gap)
    value = line[begin:stop]
    plain = value.rstrip(b".,;:!?)")
    if not plain or is_placeholder(value) or plain.lower() in _PROSE or b"(" in plain[:1]:
        return
    alone = not line[stop:].strip() and word.lower() in PASSWORDS | {
        word.lower() if is_setting(word) else b""
    }
    if (alone and not _WORD.fullmatch(plain)) or (
        alone and _begins(line, start) and (start == 0 or is_setting(word))
    ):
        yield Span(begin, stop, PASSWORD)
    elif (
        (is_setting(word) and _begins(line, start))
        or (long and looks_made(plain))
        or line[max(0, start - 5) : start].lower() == b"with "
    ):
        yield Span(begin, begin + len(plain), PASSWORD)


def _ending(value: bytes) -> bool:
    """A participle: "the password is outdated"."""
    return value.islower() and value.endswith((b"ed", b"ing")) and len(value) < 12


def looks_made(word: bytes) -> bool:
    """True for a word that no sentence holds: digits and letters, or signs, or both cases within."""
    if len(word) < 6 or word.startswith((b"<", b"[", b"/", b"--")):
        return False
    letters = any(65 <= c <= 90 or 97 <= c <= 122 or c > 127 for c in word)
    digits = any(48 <= c <= 57 for c in word)
    if _WORD.fullmatch(word):
        return any(65 <= c <= 90 for c in word[1:]) and any(97 <= c <= 122 for c in word)
    if re.fullmatch(
        rb"[A-Za-z]{1,24}(?:[-/._'][A-Za-z]{1,24}){1,5}|\d[\d.:/-]*|[\w.+-]+@[\w.-]+", word
    ):
        return word.isdigit() and len(word) >= 8
    return (letters and digits) or any(c in b"!$%&*^~#@=+" for c in word)


def in_prose(word: bytes) -> bool:
    """True for a word of the sentences that servers and logs say about passwords."""
    return word.strip(b".,:;!?()\"'").lower() in _PROSE
