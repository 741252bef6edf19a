"""Credentials that are known by what stands beside them: a user name, an address, the name of a
scheme or of a hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smtpcodes.grammar.credentials import PASSWORD, Span
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import (
    QUOTE,
    bare,
    is_placeholder,
    literals,
    quoted,
)
from smtpcodes.grammar.late import late

_CLOSE = rb"(?:\\{1,3}[\"']|[\"'`])?"
_SIGN = rb"[ \t]{0,4}(?:=>|:=|[:=])[ \t]{0,4}"
# {"u": "anna", "p": "x"}: a short key, where the one before is of a user
_SHORT_KEY = late(
    rb"(?<![\w-])(?:u|usr|uid|user|user_?name|login|account|acct|mail|email|name|id|(?i:user|u)"
    rb"(?=\\?[\"'`]))"
    + _CLOSE
    + _SIGN
    + rb"(?:\\?[\"'`])?[\w.+-]{1,64}(?:@[\w.-]{1,255})?"
    + _CLOSE
    + rb"[,;& \t]{1,8}(?:\\?[\"'`])?(?:p|pp|ps|w|k|s|auth|(?i:p)(?=\\?[\"'`]))"
    + _CLOSE
    + _SIGN
)
# -u anna ... -p x
_USER_OPTION = late(rb"(?<!\S)(?:-u|-l|-U|-au|--user(?:name)?|--login)(?:[ \t]+|=)\S")
_SECRET_OPTION = late(rb"(?<!\S)-{1,2}(?:p|P|w|W|pw|pp|pass|x)(?:[ \t]+|=|(?=[\"']))(?=[^\s-])")
# {PLAIN}x, as files of accounts have it
_SCHEME = late(
    rb"\{(?:PLAIN|CLEAR(?:TEXT)?|PLAIN-TRUNC|CRYPT|MD5|S?SHA\d{0,3}|SMD5|BLF-CRYPT|CRAM-MD5"
    rb"|PBKDF2|SCRAM-SHA-\d{1,3}|ARGON2ID?|(?:SHA|MD5)\d{0,3}-CRYPT)(?:\.\w{3,6})?\}"
)
_FIELDS = late(rb":{2}[^\s]{0,200}$|:\d{1,6}:\d{1,6}:[^\s]{0,200}$")
# ENCRYPT('x'), bcrypt.hashpw(b"x"
_HASHES = late(
    rb"(?i)(?<![a-z])(?:\w{0,16}crypt|md5|sha(?:1|2|224|256|384|512)?|(?:old_)?password"
    rb"|\w{0,24}hash(?:pw|password|_password)?|make_password|pbkdf2\w{0,16}|argon2\w{0,4})"
    rb"[ \t]?\([ \t]{0,4}[a-zA-Z]?(?=[\"'])"
)
# add anna@client.example 'x'
_ADDS = late(
    rb"(?i)\b(?:add|create|new|set|update|change|passwd|register|reset|enrol|mail(?:box|user)|users?"
    rb"|account|auth|login|test|verify)\b[^@]{0,80}?[ \t][\"'<]?[\w.+-]{1,64}@[\w.-]{1,255}[\"'>]?"
    rb"[ \t]{1,8}(?=\S)"
)
# anna@client.example:x, mx|anna@client.example|x|587
_ADDRESS_SIGN = late(
    rb"(?<![\w.+<@/-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}[\"'`]?"
    rb"(?:[ \t]?([|:/])[ \t]?|([;,])|[ \t](?:and|with|und|y|et|e|\+|&|->|=>)[ \t]{1,4})[\"'`]?"
    rb"(?=[^\s,|;:/\"'`])"
)
# with anna and x, as anna / x, (anna / x)
_NAME_SIGN = late(
    rb"(?i)(?:\b(?:with|using|use|used|as|credentials?|creds|logins?|logged in|user|username"
    rb"|account|try|tried)[ \t:=]{1,4}|[(\[{])(?:is|are|was|were|my|the)?[ \t]{0,4}"
    rb"[\"'`]?([\w.+-]{2,64})[\"'`]?"
    rb"[ \t]{1,4}(?:and|und|y|et|e|/|\+|&|\||->)[ \t]{1,4}(?=[^\s])"
)
_ASSIGNED = late(rb"[A-Za-z_.-]{1,40}=.*")


def spans(line: bytes, low: str) -> Iterator[Span]:
    """The credentials of a line that stand beside what tells of them; low: the same in lower
    case."""
    for marks, look in _LOOKS:
        if any(x in low for x in marks):
            yield from look(line)


def _mapped(line: bytes) -> Iterator[Span]:
    for key in _SHORT_KEY.finditer(line):
        yield from _value(line, key.end(), b"&" in key.group())


def _optional(line: bytes) -> Iterator[Span]:
    """The options of a command that names a user, if their value is no number and no path."""
    if _USER_OPTION.search(line) is None:
        return
    for option in _SECRET_OPTION.finditer(line):
        for span in _value(line, option.end()):
            value = line[span.start : span.end]
            if not ((value.isdigit() and len(value) < 6) or value[:1] in b"/.~$-"):
                yield span


def _of_scheme(line: bytes) -> Iterator[Span]:
    for scheme in _SCHEME.finditer(line):
        end = bare(line, scheme.end())[1]
        fields = _FIELDS.search(line, scheme.end(), end)
        end = fields.start() if fields is not None else end
        if end > scheme.end() and not is_placeholder(line[scheme.end() : end]):
            yield Span(scheme.end(), end, PASSWORD)


def _hashed(line: bytes) -> Iterator[Span]:
    for call in _HASHES.finditer(line):
        for begin, end in [*literals(line, call.end())][:1]:
            if not is_placeholder(line[begin:end]):
                yield Span(begin, end, PASSWORD)


def _value(line: bytes, at: int, query: bool = False) -> Iterator[Span]:
    """What stands at `at`, in quotes or bare."""
    found = quoted(line, at) if QUOTE.match(line, at) else None
    begin, end = found[:2] if found is not None else bare(line, at, query)
    value = line[begin:end]
    if len(value) > 3 and not (is_placeholder(value) or in_prose(value)):
        yield Span(begin, end, PASSWORD)


def _after_address(line: bytes) -> Iterator[Span]:
    """A made word behind an address and a sign: in a row, or in a sentence that says both."""
    for said in _ADDRESS_SIGN.finditer(line):
        sign = said.group(1)
        if said.group(2) and (line.count(said.group(2)) > 4 or len(line.split()) > 1):
            continue  # a sentence, or a row of a log
        end = said.end()
        while (
            end < len(line) and line[end] not in b" \t\"'`<>,;)]}" and line[end : end + 1] != sign
        ):
            end += 1
        value = line[said.end() : end]
        if _made(value) and not is_placeholder(value) and not _ASSIGNED.fullmatch(value):
            yield Span(said.end(), end, PASSWORD)


def _after_name(line: bytes) -> Iterator[Span]:
    for said in _NAME_SIGN.finditer(line):
        for span in _value(line, said.end()):
            if _made(line[span.start : span.end]) and not in_prose(said.group(1)):
                yield span


def _made(value: bytes) -> bool:
    """True for a word that was made, or a number that is no port."""
    plain = value.rstrip(b".,;:!?)")
    return looks_made(plain) or (plain.isdigit() and len(plain) > 7)


def _added(line: bytes) -> Iterator[Span]:
    """What a command hands over behind an address: in quotes, or made, and the last word."""
    for said in _ADDS.finditer(line):
        at = said.end()
        found = quoted(line, at) if QUOTE.match(line, at) else None
        begin, end = found[:2] if found is not None else bare(line, at)
        value = line[begin:end]
        rest = line[found[2] if found is not None else end :].strip()
        if (
            is_placeholder(value)
            or in_prose(value)
            or rest[:1] not in (b"", b"-", b"|", b"&", b";")
        ):
            continue
        if _made(value) or found is not None:
            yield Span(begin, end, PASSWORD)


# A look, and the marks without one of which it finds nothing
_LOOKS: tuple[tuple[tuple[str, ...], Callable[[bytes], Iterator[Span]]], ...] = (
    ((":", "="), _mapped),
    ((" -p", " -w", " -x", " --p"), _optional),
    (("}",), _of_scheme),
    (("('", '("', "(b", "( "), _hashed),
    (("@",), _added),
    (("@",), _after_address),
    ((" / ", " and ", " und ", " y ", " et ", " e ", " + ", " & ", " | ", " -> "), _after_name),
)
