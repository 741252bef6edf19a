"""Credentials that stand behind a user name: in a sentence, a row, a list, behind LOGIN."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.credentials import PASSWORD, Span, letters
from smtpcodes.grammar.credentials.beside import made, value
from smtpcodes.grammar.credentials.looks import LOG_INS
from smtpcodes.grammar.credentials.names import names_id, words_of
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import is_placeholder, quoted, undressed
from smtpcodes.grammar.late import late

# anna@client.example:x, mx|anna@client.example|x|587
_ADDRESS_SIGN = late(
    rb"@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}[\"'`]?"
    rb"(?:[ \t]?([|:/])[ \t]?|([;,])|[ \t](?:and|with|und|y|et|e|\+|&|->|=>)[ \t]{1,4})"
    rb"(?=[^\s,|;:/])"
)
_NAME = late(rb"(?:^|[^\w.+<@/%-])[\w.+-]{1,64}$")
# anna@client.example x, and nothing else
_ALONE = late(
    rb"[ \t]{0,8}[\w.+-]{1,64}@[\w.-]{1,255}(?:[ \t]{1,20}(?:-{2,4}[ \t])?|\\t)"
    rb"(?=[^\s(<\[]\S{5,200}\s*$)"
)
# anna as the user and x as the password
_AS = late(rb"(?<!\S)([^\s\"'`]{6,200})[ \t]as[ \t](?:the[ \t]|my[ \t])?(?:app[ \t])?pass")
_COPIES = (b"git", b"ssh", b"scp", b"sftp", b"rsync", b"rclone")  # anna@mx.example.net:folder
# with anna and x, as anna / x, (anna / x)
_NAME_SIGN = late(
    rb"(?i)(?:\b(?:with|using|use|used|as|credentials?|creds|logins?|logged in|user|username"
    rb"|account|try|tried)[ \t:=]{1,4}|[(\[{<])(?:is|are|was|were|my|the)?[ \t]{0,4}"
    rb"[\"'`]?([\w.+-]{2,64})[\"'`]?"
    rb"[ \t]{1,4}(?:and|und|y|et|e|/|\+|&|\||->)[ \t]{1,4}(?=\S)"
)
# attempt: [anna] [x], user "anna" "x", [b'anna'/b'x']
_BESIDE = late(
    rb"(?i)\b(?:credentials?|creds|login|user|username|account|tried|attempt(?:ed)?|auth)"
    rb"[ \t:=([]{1,4}(?:\[([^\[\]]{1,128})\]|\(([^()]{1,128})\)|<([^<>]{1,128})>"
    rb"|b?([\"'`])[\w.+@-]{1,128}\4)[ \t,/:]{0,3}(?:[\[(<]|b?(?=[\"'`]))"
)
# SMTP_AUTH=anna:x
_KEYED = late(
    rb"(?i)(?:auth|creds?|credentials?|login|account|userpwd)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?"
    rb"[\w.+-]{1,64}(?:@[\w.-]{1,255})?:(?=[^\s:/\"'][^\s\"']{3,200}[\"']?\s*$)"
)
# smtp_login(mx.example.net, anna, x), SMTP(mx.example.net, 587, anna, x)
_CALLED = late(
    rb"(?i)\b\w{0,20}(?:login|auth\w{0,12}|smtp\w{0,12}|connect|session)\("
    rb"(?:[\w.@+-]{1,128},[ \t]?){1,4}(?=[^\s()\"',]{6,200}\))"
)
# A2 LOGIN "anna" "x" (RFC 3501 section 6.2.3)
_LOGIN = late(
    rb"(?<![\w.-])[A-Za-z]{0,6}\d{0,8} (?:LOGIN|login)[ \t]{1,4}"
    rb"(?:\"[^\"]{1,128}\"|[^\s\"]{1,128})[ \t]{1,4}"
    rb"(?=(?:\"[^\"]{1,400}\"|[^\s\"]{4,400})(?:\\r|\\n|[\"'\s,)]){0,8}$)"
)
# mx.example.net anna x
_COLUMNS = late(
    rb"[ \t]{0,8}\[?(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,12}\]?(?::\w{1,10})?[ \t]{1,20}"
    rb"[\w.+-]{2,64}(?:@[\w.-]{1,255})?[ \t]{1,20}(?=\S{6,200}\s*$)"
)
# an argument of a call, an element of a list
_ARGUED = late(rb"(?:[(\[{,][ \t]{0,4}|(?<![:=])[ \t])[a-zA-Z]?(?=[\"'])")
_ID = late(rb"([A-Za-z][\w-]{0,40})\\?[\"'`]?(?:[ \t]|[ \t]?:[ \t]?\[[ \t]?)\\?[a-zA-Z]?$")
_CLOSED = (b")", b"]", b"}", b",", b"")
_FILE = late(rb"[\w$~/.+-]{1,100}\.[a-z]{2,4}")
_ASSIGNED = late(rb"[A-Za-z_.-]{1,40}=[^=].*")
_OPTION = late(rb"\+?[a-z]{2,20}(?:_[a-z]{2,20}){1,6}")  # of an option, of a list


def after_address(line: bytes, low: str) -> Iterator[Span]:
    """A made word behind an address and a sign: in a row, or in a sentence that says both."""
    copied = min((line.index(x) + len(x) for x in _COPIES if x in line), default=len(line) + 1)
    sentence = len(line.split(None, 1)) > 1
    for said in _ADDRESS_SIGN.finditer(line):
        sign = said.group(1) or said.group(2)
        if sign is not None and _made_of_none(line, said.end(), sign):
            continue
        if _NAME.search(line, max(0, said.start() - 65), said.start()) is None:
            continue
        if said.group(2) and (sentence or line.count(said.group(2)) > 4):
            continue  # a sentence, or a row of a log
        for begin, end, _ in value(line, said.end()):
            tight = line[said.end() - 1 : said.end()] == sign
            whole = not sentence and sign == b":"
            if tight and not whole and line[said.end() : said.end() + 1] not in (b'"', b"'", b"`"):
                cut = line.find(sign, begin, end)
                end = cut if cut > 0 else end
            word = line[begin:end]
            path = sign == b":" and copied <= said.start()
            if made(word) and not (path or is_placeholder(word) or _ASSIGNED.fullmatch(word)):
                yield Span(begin, end, PASSWORD)


def _made_of_none(line: bytes, at: int, sign: bytes) -> bool:
    """True if what stands between two signs is too short to be a password, or a plain word."""
    if line[at - 1 : at] != sign or line[at : at + 1] in (b'"', b"'", b"`"):
        return False
    word = line[at : at + 40].partition(sign)[0]
    return len(word) < 6 or (len(word) < 40 and word.isalnum() and not made(word))


def as_password(line: bytes, low: str) -> Iterator[Span]:
    for said in _AS.finditer(line):
        if made(said.group(1)):
            yield Span(*said.span(1), PASSWORD)


def after_name(line: bytes, low: str) -> Iterator[Span]:
    for said in _NAME_SIGN.finditer(line):
        for span in value(line, said.end()):
            if made(line[span.start : span.end]) and _is_name(said.group(1)):
                yield span


def beside_name(line: bytes, low: str) -> Iterator[Span]:
    for said in _BESIDE.finditer(line):
        close = {b"[": b"]", b"(": b")", b"<": b">"}.get(line[said.end() - 1 : said.end()], b"")
        end = line.find(close, said.end()) if close else -1
        spans = (Span(said.end(), end, PASSWORD),) if end > 0 else value(line, said.end())
        for span in spans:
            name = said.group(1) or said.group(2) or said.group(3) or b"x"
            if made(line[span.start : span.end]) and _is_name(name):
                yield span


def _is_name(word: bytes) -> bool:
    """True for what may be the name of a user: no prose, no number."""
    return not in_prose(word) and any(c > 64 for c in word)


def keyed(line: bytes, low: str) -> Iterator[Span]:
    for key in _KEYED.finditer(line):
        for span in value(line, key.end()):
            word = line[span.start : span.end]
            if not word.isdigit() or len(word) > 5:
                yield span


def called(line: bytes, low: str) -> Iterator[Span]:
    """The last argument, without quotes as logs write it, of a call that logs in."""
    for call in _CALLED.finditer(line):
        end = line.index(b")", call.end())
        word = line[call.end() : end]
        if letters.drawn(word) or (made(word) and not word.replace(b"_", b"").isalpha()):
            yield Span(call.end(), end, PASSWORD)


def logged_in(line: bytes, low: str) -> Iterator[Span]:
    for command in _LOGIN.finditer(line):
        words = command.group().split()
        if not (in_prose(words[-1]) or words[-1].upper().decode("latin-1") in sasl.MECHANISMS):
            yield from value(line, command.end())


def alone(line: bytes, low: str) -> Iterator[Span]:
    """The password behind an address, where nothing else stands."""
    return _in_columns(line, _ALONE)


def columns(line: bytes, low: str) -> Iterator[Span]:
    """The password behind a host and a user."""
    return _in_columns(line, _COLUMNS)


def _in_columns(line: bytes, columns: re.Pattern[bytes]) -> Iterator[Span]:
    row = columns.match(line) or columns.match(line, undressed(line))
    if row is not None and looks_made(line[row.end() :].strip()):
        yield from value(line, row.end())


def _told_else(word: bytes) -> bool:
    """True for ``smtp_port=587``, ``M:DIGEST-MD5``, the name of a file and of an option."""
    name = word.rpartition(b":")[2].upper().decode("latin-1")
    return (
        _ASSIGNED.fullmatch(word) is not None
        or _FILE.fullmatch(word) is not None
        or _OPTION.fullmatch(word) is not None
        or name in sasl.MECHANISMS
    )


def argued(line: bytes, low: str) -> Iterator[Span]:
    """A word drawn by chance that is an argument, where a line tells of mail; of logging in, and
    digits are one, too."""
    sure, done = any(x in low for x in LOG_INS), 0
    for place in _ARGUED.finditer(line):
        if place.start() < done:
            continue
        found = quoted(line, place.end())
        if found is None:
            continue
        begin, end, done = found
        word = line[begin:end]
        if line[done : done + 1] in _CLOSED and _is_argument(word, sure):
            if not _of_id(line, place):
                yield Span(begin, end, PASSWORD)


def _is_argument(word: bytes, sure: bool) -> bool:
    """True for a word drawn by chance; sure: or for digits and groups of letters."""
    made = sure and (word.isdigit() or b" " in word) and looks_made(word)
    return (made or letters.drawn(word)) and not (is_placeholder(word) or _told_else(word))


def _of_id(line: bytes, place: re.Match[bytes]) -> bool:
    """True if the word before the quotes names what is drawn by chance and is no secret."""
    told = _ID.search(line, max(0, place.start() - 60), place.end())
    return told is not None and names_id(words_of(told.group(1))[-1])
