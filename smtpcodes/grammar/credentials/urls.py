"""Credentials in URLs: before the host (RFC 3986 section 3.2.1), and in queries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar.credentials import TOKEN, URL, WORD, Span, letters
from smtpcodes.grammar.credentials.sentences import looks_made
from smtpcodes.grammar.credentials.values import is_placeholder
from smtpcodes.grammar.late import late

_URL = late(rb"(?i)\b([a-z][a-z0-9+.-]{1,24})://(?=\S)")
_WHOLE = late(rb"[^ \t\r\n\"'`<>]{0,1500}")
_QUERY = late(rb"(?i)[?&](?:key|auth|sig|signature)=([^&#\s]{8,1000})")
_GRANTED = late(rb"(?<![A-Za-z])(?:code|assertion)=([^&#\s]{8,2000})")  # RFC 6749 section 4.1.3
_PLAIN_SCHEMES = frozenset(
    b"smtp smtps http https ssh ftp ftps sftp imap imaps pop3 pop3s ldap ldaps git svn lmtp "
    b"submission submissions tcp tls ssl file ws wss".split()
)


def in_urls(line: bytes, low: str) -> Iterator[Span]:
    """What stands before the host, and keys in the query."""
    for url in _URL.finditer(line):
        found = _WHOLE.match(line, url.end())
        end = found.end() if found is not None else url.end()
        yield from _queried(line, url.end(), end)
        whole = line[url.end() : end]
        at = whole.rfind(b"@")
        query = whole.find(b"?")
        if 0 <= query < at and b"@" in whole[:query]:
            at = whole.rfind(b"@", 0, query)
        if at < 0 or (b"/" in whole[:at] and b":" not in whole[: whole.find(b"/")]):
            continue
        user, colon, password = whole[:at].partition(b":")
        scheme = url.group(1).lower().partition(b"+")[0]
        host = whole[at + 1 :]
        if colon:
            if not is_placeholder(password) and not re.match(rb"\d{1,5}/", password):
                yield Span(url.end() + len(user) + 1, url.end() + at, URL)
            if host.startswith(b"default") and not is_placeholder(user):
                yield Span(url.end(), url.end() + len(user), URL)
        elif (
            host.startswith(b"default")
            or (scheme not in _PLAIN_SCHEMES and not (user.isalpha() and _is_name(user)))
        ) and not is_placeholder(user):
            yield Span(url.end(), url.end() + at, TOKEN)


def _is_name(word: bytes) -> bool:
    """True for words in one: of an actor, of a part of a program."""
    return all(len(x) > 2 and not letters.by_chance(x.lower()) for x in WORD.findall(word))


def granted(line: bytes, low: str) -> Iterator[Span]:
    """What is exchanged for a token (RFC 6749 section 4.1.3)."""
    for pair in _GRANTED.finditer(line):
        yield Span(*pair.span(1), TOKEN)


def _queried(line: bytes, at: int, end: int) -> Iterator[Span]:
    """``?key=x``: names that mean other things elsewhere."""
    for pair in _QUERY.finditer(line, at, end):
        value = pair.group(1)
        if looks_made(value) or value.isdigit():
            yield Span(*pair.span(1), TOKEN)
