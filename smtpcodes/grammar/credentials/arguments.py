"""Credentials where an argument stands: of calls, of command lines, in what a program tries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from smtpcodes.grammar import sasl
from smtpcodes.grammar.credentials import PASSWORD, Span
from smtpcodes.grammar.credentials.names import names_secret
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import bare, is_placeholder, literals, quoted
from smtpcodes.grammar.late import late

ARGUMENTS = 8  # strings of a call that are looked at
_CALL = late(
    rb"(?i)\b(?:\w{0,30}login(?:async)?|(?<=\.)start|(?<=\.)connect|transport\.send|yagmail\.smtp|auth"
    rb"|\w{0,12}auth(?:enticate)?(?:async)?|\w{0,20}credentials?(?:::new)?"
    rb"|\w{0,20}auth(?:entication|enticator)?|usernamepassword\w{0,20}|new_?dialer|newdialer"
    rb"|auth_?\w{0,12}|(?:with|set)\w{0,16}(?:pass(?:word)?|token|secret|key)|newplainclient"
    rb"|plainclient|cram\w{0,8}|b64encode|btoa|encode_?(?:base)?64|base64_?encode|securestring|getbytes"
    rb"|\w{0,20}bind\w{0,8})"
    rb"[ \t]?\("
)
# gmail("anna@client.example", "x"), open("mx", "cn=anna", "x"), auth = ("anna", "x")
_TWO = late(
    rb"(?<=[(\[, ])[\"'`](?:[\w.+-]{1,64}@[\w.-]{1,255}|(?:cn|uid|CN|UID)=[^\"'`]{1,200})[\"'`],"
    rb"[ \t]{0,8}(?=[\"'`])"
    rb"|\bauth\\?[\"']?[ \t]?(?:=>|[:=])[ \t]?[\[(][ \t]{0,4}\\?[\"'][\w.+@-]{1,128}\\?[\"'],"
    rb"[ \t]{0,8}"
    rb"(?=\\?[\"'`])"
)
_ONE = (b"set", b"with", b"b64", b"btoa", b"encode", b"secure")  # of calls that take one argument
_LISTED = late(
    rb"[ \t]{0,4}qw[ \t]{0,2}[(\[{/|<]([^\]})/|>]{1,400}"
    rb"(?:[^\s()]{0,200}(?=[)\]}/|>]))?)"
)
_KEYWORD = late(rb"[(,][ \t]{0,8}\w{1,30}[ \t]?[:=][ \t]{0,4}[a-zA-Z]?[\"'`]$")  # f(name: 'x')
_SYMBOL = late(rb"[\"'],[ \t]{0,8}:(?:plain|login|cram_md5)\b")
_HOSTLIKE = late(
    rb"(?i)[\w.+-]{1,64}@[\w.-]{1,255}|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,12}(?::\d{1,5})?"
)
_ADDRESS = late(rb"[\w.+-]{1,64}@[\w.-]{1,255}\.[A-Za-z]{2,12}")
_SHELL = late(rb"(?<![^\s\"'`(\[,;|])(-{1,2}[A-Za-z][\w-]{0,40})([ \t]+|=)")
_SHORT = frozenset(
    (b"-ap", b"-xp", b"-pw", b"-pass", b"--ap", b"--xp", b"--oauth2-bearer", b"-pwd")
)
_USER = late(
    rb"(?<!\S)(?:-[A-Za-z]{0,6}u|-U|-[aA]|--auth|--user|--proxy-user|-xu)(?:[ \t]*|=)"
    rb"([\"']?)[^\s:\"'/-][^\s:\"'/]{0,200}:(?=\S)"
)
# auth_debug_passwords of Dovecot: what it was given, and what it has
# SQL's IDENTIFIED BY 'x'; authenticating as anna with 'x'
_TOLD = late(
    rb"(?i)\b(?:identified (?:with \S{1,40} )?(?:by|as)"
    rb"|(?:authenticat|log)\w{0,8} (?:in )?(?:as |for |user ){0,2}\S{1,128} (?:with|using)"
    rb"(?: password)?)[ \t]{1,4}(?=[\"'`])"
)
_PAIR = late(rb"(?i)\b(?:login|auth|authenticate)\([\w.+@-]{1,128},[ \t]?([^\s()\"',]{6,200})\)")
_ENDS = late(rb"(?i)(?:t|u|cred|log|auth)\w")
_COMPARED = late(rb"\b[A-Z][A-Z0-9-]{2,20}\((.{1,1000}?)\) != '([^']{1,1000})")
_TRYING = late(
    rb"(?i)\b(?:trying|tried|using|with|cred(?:ential)?s?|login|logging in as|users?|account|auth"
    rb"|authenticat\w{1,4}|for|as|attempt)"
    rb"(?:[ \t]{0,3}=[ \t]{0,3}|[ \t](?:is|are)[ \t]{1,3}|[: ][ \t]{0,3})(?:\\?[\"'`]|[\[(<])?"
    rb"([\w.+-]{1,64}(?:@[\w.-]{1,255})?)(?:[ \t]?([/:])[ \t]?)(?=[^\s:/])"
)
# EAP/REQ/MSCHAPV2, db_file: folder/file
_NO_ACCOUNT = late(rb"[A-Z]+(?:/[A-Z]+\d?){2,8}|\w{0,40}file\w{0,4}:.*")
_NO_PASSWORD = late(rb"\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?|[a-z]{2,10}:///?[^@]*")
_DECODED = late(rb"(?i)\bdecoded?:?[ \t]{1,8}[\"'`]")
_OPENED = late(rb"(?<=[ :])[\"'`](?=[^ ]|.[^ ])")
_CLIENT_SEND = late(rb"(?i)\bclient_send[ \t]*=[ \t]*[\"']?")


def calls(line: bytes, low: str) -> Iterator[Span]:
    done = 0
    for call in _CALL.finditer(line):
        if call.end() < done:
            continue
        found = list(islice(literals(line, call.end()), ARGUMENTS)) or _words(line, call.end())
        if not found:
            continue
        done = found[-1][1]
        name = call.group().lower()
        plain = [
            (begin, end)
            for begin, end in found
            if not (
                _ADDRESS.fullmatch(line[begin:end])
                or line[begin:end].upper().decode("latin-1") in sasl.MECHANISMS
                or is_placeholder(line[begin:end])
                or _NO_PASSWORD.fullmatch(line, begin, end) is not None
                or names_secret(line[begin:end])
                or _is_keyword(line, begin)
            )
        ]
        takes_one = b"authenti" not in name and any(x in name for x in _ONE)
        first_is_user = (
            len(found) > 1
            and not takes_one
            and plain[:1] == found[:1]
            and line[found[0][0] : found[0][1]] != b""
        )
        if b"plain" in name and line.count(b",", call.end(), found[-1][1]) > 1:
            # identity, user, password, host (RFC 4616)
            plain = [x for x in plain if line.count(b",", call.end(), x[0]) == 2]
        elif b"dialer" in name or name.startswith(
            b"start"
        ):  # Ruby's takes the mechanism as a symbol
            symbol = b"dialer" in name or _SYMBOL.match(line, found[-1][1])
            plain = [x for x in plain if x == found[-1] and symbol]
        elif b"connect" in name:  # JavaMail: host, port, user, password
            plain = plain[-1:] if len(found) > 2 and plain[-1:] == found[-1:] else []
        elif first_is_user:
            plain = plain[1:]
        for begin, end in plain:
            yield Span(begin, end, PASSWORD)


def _is_keyword(line: bytes, begin: int) -> bool:
    """True for an argument that has its name before it."""
    near = line[max(0, begin - 8) : begin]
    return (b"=" in near or b":" in near) and bool(_KEYWORD.search(line, max(0, begin - 40), begin))


def _words(line: bytes, at: int) -> list[tuple[int, int]]:
    """Perl's ``qw(anna x)``: words without quotes."""
    listed = _LISTED.match(line, at)
    if listed is None:
        return []
    words = re.compile(rb"\S+").finditer(line, *listed.span(1))
    return [word.span() for word in words][-2:]


def pairs(line: bytes, low: str) -> Iterator[Span]:
    for pair in _TWO.finditer(line):
        found = quoted(line, pair.end())
        value = line[found[0] : found[1]] if found is not None else b""
        behind = line[found[2] : found[2] + 1] if found is not None else b""
        sure = pair.group()[:4] == b"auth" or looks_made(value)
        if behind in (b")", b"]", b",") and sure and not is_placeholder(value):
            yield Span(*(found or (0, 0))[:2], PASSWORD)


def options(line: bytes, low: str) -> Iterator[Span]:
    for option in _SHELL.finditer(line):
        word = option.group(1)
        if word not in _SHORT and not names_secret(word.lstrip(b"-")):
            continue
        at = option.end()
        found = quoted(line, at)
        begin, end = found[:2] if found is not None else bare(line, at)
        value = line[begin:end]
        if value[:1] == b"-" or in_prose(value) or is_placeholder(value) or names_secret(value):
            continue
        if value.startswith((b"pass:", b"env:", b"file:", b"fd:")):
            if not value.startswith(b"pass:"):
                continue
            begin += 5
        yield Span(begin, end, PASSWORD)
    for user in _USER.finditer(line):
        begin, opened = user.end(), user.group(1)
        if opened:
            found = quoted(line, user.start(1))
            end = found[1] if found is not None else len(line)
        elif (found := quoted(line, begin)) is not None:
            begin, end, _ = found
        else:
            end = bare(line, begin)[1]
        value = line[begin:end]
        sure = user.group().lstrip()[:2] not in (b"-a", b"-A") or looks_made(value)
        if begin < end and sure and not is_placeholder(value):
            yield Span(begin, end, PASSWORD)


def tries(line: bytes, low: str) -> Iterator[Span]:
    """``trying alice:x``."""
    for tried in _TRYING.finditer(line):
        begin, end = bare(line, tried.end())
        at = line.rfind(b"@", begin, end)
        if at > begin and _HOSTLIKE.fullmatch(line, at + 1, end):
            end = at
        value = line[begin:end].rstrip(b".,;:!?)]")
        if (
            len(value) >= 6
            and not is_placeholder(value)
            and not in_prose(value)
            and not in_prose(tried.group(1))
            and (
                (
                    tried.group(2) == b":"
                    and (not line[end:].strip() or b"ing" in tried.group()[:16])
                )
                or looks_made(value)
            )
            and not tried.group(1).isdigit()
            and tried.group(1) != value
            and _NO_ACCOUNT.fullmatch(line, tried.start(1), begin + len(value)) is None
            and not re.match(rb"\w+\([^()]*,", value)
            and not re.fullmatch(rb"\d{1,5}(?:/.*)?", value)
        ):
            yield Span(begin, begin + len(value), PASSWORD)


def told(line: bytes, low: str) -> Iterator[Span]:
    done = 0
    for said in _TOLD.finditer(line):
        if said.start() < done:
            continue
        found = quoted(line, said.end())
        done = found[1] if found is not None else done
        if found is not None and not is_placeholder(line[found[0] : found[1]]):
            yield Span(*found[:2], PASSWORD)
    for call in _PAIR.finditer(line):
        if looks_made(call.group(1)) or (call.group(1).isdigit() and len(call.group(1)) > 5):
            yield Span(*call.span(1), PASSWORD)


def compared(line: bytes, low: str) -> Iterator[Span]:
    for pair in _COMPARED.finditer(line):
        for n in (1, 2):
            if not is_placeholder(pair.group(n)):
                yield Span(pair.start(n), pair.end(n), PASSWORD)


def decoded(line: bytes, low: str) -> Iterator[Span]:
    """Exim writes what it decoded: the last of the strings is the password, where there are two or
    more."""
    said = _DECODED.search(line)
    if said is None:
        return
    opened = [x.start() for x in _OPENED.finditer(line, said.end() - 1)]
    if len(opened) > 1:
        begin = opened[-1] + 1
        mark = line[begin - 1 : begin]
        end = line.rfind(mark, begin)
        end = len(line) if end < 0 else end
        if not is_placeholder(line[begin:end]):
            yield Span(begin, end, PASSWORD)


def client_send(line: bytes, low: str) -> Iterator[Span]:
    """Exim's plaintext authenticator: the last part, behind a circumflex or a colon (chapter 34 of
    its specification)."""
    sent = _CLIENT_SEND.search(line)
    if sent is None:
        return
    end = len(line.rstrip(b" \t\r\"'"))
    at = max(line.rfind(b"^", sent.end(), end), line.rfind(b" : ", sent.end(), end) + 2)
    caret = line.find(b"^", sent.end(), end)
    second = line.find(b"^", caret + 1, end) if caret >= 0 else -1
    if second >= 0:
        at = second
    elif line.find(b" : ", sent.end(), end) < 0 and caret < 0:
        return
    begin = at + 1
    while begin < end and line[begin] in b" \t":
        begin += 1
    if begin < end and not is_placeholder(line[begin:end]):
        yield Span(begin, end, PASSWORD)
