"""SASL responses outside a session: after AUTH or ``resp=``, base64 of text.

Decoded, a hash, a queue id, a key are octets of chance; a user name and a password are text.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.credentials import RESPONSE, TOKEN, Span, runs
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import is_placeholder, quoted
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.late import late

_END = rb"(?=(?:\\[rnt]|\\?[\"'`]|[<&,;)\]}>]){1,12}(?:\s|$)|\s|$)"
# AUTH with an initial response (RFC 4954 section 4), and Dovecot's and Cyrus' "PLAIN ... resp="
_AUTH = late(
    rb"(?i)(\bAUTH(?:INFO|ENTICATE)?(?:[ \t]+|=|%20|\+)([A-Z0-9_-]{1,32}):?(?:[ \t]+|%20|\+)"
    rb"(?:sasl-ir[ \t]+)?)([A-Za-z0-9+/=_-]{4,}+" + _END + rb"|\S+)"
)
# a command of its own: the whole rest of the line is its argument
_COMMAND = late(
    rb"(?i)^[ \t]{0,20}(?:[\d:.,TZ-]{8,30}[ \t]{1,4})?(?:C:|S:|[<>]{1,3}|[-=~]{0,4}>"
    rb"|SMTP(?:>>|<<)|<<<|\d{1,6} SMTP<<)?[ \t]{0,20}(?:AUTH[ \t]+([A-Z0-9_-]{2,32})[ \t]+"
    rb"|(?:[A-Z]{0,2}\d{1,6}[ \t]+LOGIN|PASS)[ \t]+())(?=\S)"
)
_LOG_IN = late(rb"(?i)^[ \t]{0,20}(?:[><-]{1,3}[ \t]+)?login[ \t]+(\S{1,128})[ \t]+(\S{6,})\s*$")
_LAST_QUOTES = b" \t\r\"'`\\rn,;)]}>"
_BEARER = late(
    rb"(?i)((?:auth(?:=|%3D))?\b(?:bearer|basic)(?:[ \t]+|%20|\+))([^\s\"'`<>&\1\\]{6,})"
)
# Authorization, with whatever scheme (RFC 9110 section 11.6.2)
_AUTHORIZATION = late(
    rb"(?i)\bauthorization\\?[\"']?\]?[ \t]*(?:[:=]>?|,)[ \t]*(?:\\?[\"'])?"
    rb"([A-Za-z][\w-]{0,30})[ \t]+([^\s\"'`<>,;&\\]{6,})"
)
_COOKIE = late(rb"(?i)\b(?:set-)?cookie:[ \t]")
_CRUMB = late(rb"[A-Za-z_][\w.-]{0,60}=([^\s;,=]{8,4000}={0,2})")
# prepared AUTH LOGIN challenge: 'x'
_QUOTED_AFTER = late(
    rb"\bAUTH ([A-Z0-9-]{2,32})[ \t]+(?:[a-z]{2,20}[ \t]+){0,3}[a-z]{2,20}:[ \t]*(?=[\"'`])"
)
_EARLY = late(rb"\bafter (?:AUTH|SASL)\b[^:]{0,300}(?::\d{1,5})?: (\S{1,4000})")
_SENT = late(rb"(?:(?<=: )|(?<=\\r\\n))((?:(?!\\[rn])\S){1,1000})")  # lines that were sent at once
_ECHOED = late(
    rb"(?i)(?:cannot|can't|could not|unable to|failed to|error) (?:base64[ -]?)?"
    rb"(?:decode|decoding|parse|base64)[a-z0-9 -]{0,20}[:]?[ \t]*[\"'<`(]([^\"'>`)]{4,})"
)
_RESPONSE = late(
    rb"[^\0\1]{0,255}\0[^\0\1]{1,255}\0([^\0\1]{1,255})|[^\0]{0,400}\1auth=([^\0]{1,9000})"
)
_RUN = late(
    rb"(?:(?<![A-Za-z0-9+/_.@-])|(?<=\.\.\.)|(?<=%20))[A-Za-z0-9+/]{6,}+"
    rb"(?:(?:=3D){1,2}|={1,2}+|(?:%3[Dd]){0,2})(?![A-Za-z0-9+/_@=-]|\.[A-Za-z0-9])"
)
_PROMPT = late(
    rb"(?i)(?:user ?name|user|login|password|pass)[: \0]{0,2}|<[^<>]{1,200}>|\{.{0,400}\}"
    rb"|realm=.{0,1000}|r=.{0,400}|(?:[A-Za-z]{1,3}=[0-9.-]{1,4};){2,40}[A-Za-z]{1,3}=[0-9.-]{1,4}"
)
_TEXT = late(rb"[\x20-\x7e\0\1\t\x80-\xff]+")
_COMMANDS = frozenset(
    b"AUTH MAIL RCPT DATA BDAT QUIT RSET NOOP EHLO HELO VRFY EXPN HELP STARTTLS".split()
)
_OPTION = late(rb"--?[a-z]{2,20}(?:-[a-z]{1,20}){0,5}")
_LISTED = late(rb"[A-Z0-9_]{2,20}(?:-[A-Z0-9_]{1,20}){0,4}[.,;:)]?")
_WORD = late(
    rb"\(?[A-Za-z]{1,16}[.,;:!?)]?|[A-Z0-9]{2,20}(?:-[A-Z0-9]{1,20}){1,4}|\d{3}[ ,.;:)]?|->|-|=>"
    rb"|<[^<>]{0,80}>?"
)


def holds_text(run: bytes) -> bool:
    """True if `run` is base64, whole or cut, of a text as a password or a name is one."""
    body = run.replace(b"%3D", b"=").replace(b"%3d", b"=").replace(b"=3D", b"=").rstrip(b"=")
    whole = body + b"=" * (-len(body) % 4)
    if len(body) % 4 == 1:
        whole = body[:-1]
    try:
        decoded = binascii.a2b_base64(whole)
    except binascii.Error:
        return False
    if len(decoded) < 3 or _TEXT.fullmatch(decoded) is None:
        return False
    if len(body) % 4 and body == run:  # no padding: cut, maybe within a character
        decoded = decoded[:-1] if decoded[-1] > 127 else decoded
    try:
        decoded.decode("utf-8")
    except UnicodeDecodeError:
        high = sum(c > 127 for c in decoded)
        return len(decoded) >= 12 and high * 8 <= len(decoded)
    return _PROMPT.fullmatch(decoded) is None and not sasl.form(run) & Form.MASKED


def password_of(run: bytes) -> bytes | None:
    """The password or token in base64 of a response of PLAIN, XOAUTH2 or OAUTHBEARER, or None."""
    decoded = sasl.decode(run) or b""
    found = _RESPONSE.fullmatch(decoded)
    return found and (found.group(1) or found.group(2))


def echoed(line: bytes, low: str) -> Iterator[Span]:
    """What a program could not decode or parse."""
    for found in _ECHOED.finditer(line):
        if not is_placeholder(found.group(1)):
            yield Span(found.start(1), found.end(1), RESPONSE)


def behind_scheme(line: bytes, low: str) -> Iterator[Span]:
    """Behind the name of an HTTP scheme."""
    for found in _BEARER.finditer(line):
        value = found.group(2).rstrip(b".,;:!?)}]")
        scheme = found.group(1).lower()
        if is_placeholder(value) or in_prose(value) or value.startswith(b"realm="):
            continue
        made = looks_made(value)
        meant = "authorization" in low or b"auth" in scheme or made
        if (made or b"bearer" in scheme or holds_text(value)) and (meant or not value.isalpha()):
            yield Span(found.start(2), found.start(2) + len(value), TOKEN)
    for found in _AUTHORIZATION.finditer(line):
        value = found.group(2)
        scheme = found.group(1).lower()
        if not (is_placeholder(value) or in_prose(value)) and (
            scheme == b"token" or not in_prose(scheme)
        ):
            whole = quoted(line, found.start(1) - 1)
            yield Span(found.start(2), whole[1] if whole is not None else found.end(2), TOKEN)
    cookie = _COOKIE.search(line) if "cookie:" in low else None
    for pair in _CRUMB.finditer(line, cookie.end()) if cookie is not None else ():
        if not is_placeholder(pair.group(1)):
            yield Span(*pair.span(1), TOKEN)


def after_auth(line: bytes, low: str) -> Iterator[Span]:
    """What a command says, and what a line says of one."""
    command = _COMMAND.match(line)
    if command is not None and command.group(1) is None:
        yield from _logged_in(line, command.end(), command.group().rstrip().upper())
        return
    if command is not None and (found := _argument(line, command)) is not None:
        yield found
        return
    said = _LOG_IN.match(line)
    if said is not None and not in_prose(said.group(1)) and not is_placeholder(said.group(2)):
        if looks_made(said.group(2)) or said.group(2).isdigit():
            yield Span(said.start(2), said.end(2), RESPONSE)
    for match in _AUTH.finditer(line):
        if _is_response(match.group(2), match.group(3)):
            yield Span(match.start(3), match.end(3), RESPONSE)
    for match in _QUOTED_AFTER.finditer(line):
        words = quoted(line, match.end())
        value = line[words[0] : words[1]] if words is not None else b""
        if words is not None and not (is_placeholder(value) or _listed(value) or b" " in value):
            yield Span(words[0], words[1], RESPONSE)
    for match in _EARLY.finditer(line) if " after " in low else ():
        for sent in _SENT.finditer(line, *match.span(1)):
            if not _is_command(sent.group(1)):
                yield Span(*sent.span(1), RESPONSE)


def _is_command(value: bytes) -> bool:
    """True for a word of a log, or of a command, in the place of a response."""
    return (
        is_placeholder(value)
        or (_WORD.fullmatch(value) is not None and not sasl.is_base64(value))
        or value.upper() in _COMMANDS
    )


def _logged_in(line: bytes, begin: int, verb: bytes) -> Iterator[Span]:
    """The password of IMAP's LOGIN (RFC 3501 section 6.2.3), or of PASS."""
    words = line[begin:].split()
    end = len(line.rstrip(_LAST_QUOTES))
    if in_prose(words[0]):
        return
    if verb.endswith(b"LOGIN"):
        if len(words) == 2 and not is_placeholder(words[1]):
            yield Span(line.rindex(words[1]), end, RESPONSE)
    elif len(words) == 1 and not is_placeholder(words[0]):
        yield Span(begin, end, RESPONSE)


def _argument(line: bytes, command: re.Match[bytes]) -> Span | None:
    """What stands behind the mechanism of an AUTH command, unless it is prose or a list."""
    begin, end = command.end(), len(line.rstrip(_LAST_QUOTES))
    words = line[begin:].split()
    if (
        not _listed(command.group(1))
        or len(words) > 5
        or words[0] in (b"=", b"*")
        or end <= begin
        or any(is_placeholder(x) or in_prose(x) or _of_list(x) for x in words)
    ):
        return None
    return Span(begin, end, RESPONSE)


def _of_list(word: bytes) -> bool:
    """True for a word as lists of mechanisms hold them."""
    return _listed(word) or (
        _LISTED.fullmatch(word) is not None and not (word.isdigit() and len(word) > 3)
    )


def _listed(word: bytes) -> bool:
    """True for the name of a mechanism."""
    return word.upper().decode("latin-1") in sasl.MECHANISMS


def _is_response(name: bytes, value: bytes) -> bool:
    """Prose ("AUTH not permitted during a transaction") holds no credential; what follows a
    mechanism does."""
    mechanism = name.upper().decode("latin-1")
    bare = value.lstrip(b"\\\"'(")
    word = value.strip(b"().,;:!?\"'<>")
    if (
        value in (b"=", b"*")
        or _OPTION.fullmatch(value) is not None
        or value.upper().startswith(b"AUTH=")
        or word.upper().decode("latin-1") in sasl.MECHANISMS
        or is_placeholder(value)
        or sasl.is_masked(bare)
        or in_prose(word)
    ):
        return False
    if mechanism not in sasl.MECHANISMS and (_WORD.fullmatch(value) or not sasl.stray(value)):
        return False
    if (
        _WORD.fullmatch(value)
        and not looks_made(word)
        and (not sasl.is_base64(word) or word[1:].islower())
    ):
        return False
    return _LISTED.fullmatch(value) is None


def of_text(line: bytes, low: str) -> Iterator[Span]:
    """Base64 of text, wherever it stands.

    A line of nothing else is a part of a message if it has blanks or ends in it.
    """
    for found in _RUN.finditer(line):
        run = found.group()
        body = run.replace(b"=3D", b"=").rstrip(b"=")
        if len(body) < 12 and (len(body) == len(run) or not _padded(run)):
            continue
        if (
            body.isalpha() and (body.islower() or body.isupper() or body[1:].islower())
        ) or body.isdigit():
            continue
        if (
            low[max(0, found.start() - 9) : found.start()] == "session=<"
            or low[max(0, found.start() - 3) : found.start()] == "?b?"
        ):
            continue
        at = found.start()
        for shift in (0, 1, 2, 3) if line[at - 3 : at] == b"..." else (0,):
            if holds_text(run[shift:]) and not _of_message(line, run) and not runs.word_like(body):
                yield Span(found.start(), found.end(), RESPONSE)
                break


def _padded(run: bytes) -> bool:
    """True for base64 with as much padding as it needs (RFC 4648 section 4)."""
    signs = run.replace(b"=3D", b"=").replace(b"%3D", b"=").replace(b"%3d", b"=")
    return len(signs) % 4 == 0


def _of_message(line: bytes, run: bytes) -> bool:
    if len(run) < 60 or len(run) < len(line.strip()):
        return False
    decoded = binascii.a2b_base64(run[: len(run) // 4 * 4])
    return not any(c < 32 for c in decoded) and b" " in decoded
