"""Credentials that are known by what stands beside them: a user name, an address, the name of a
scheme or of a hash."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.credentials import PASSWORD, Span
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import (
    QUOTE,
    TELLING,
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
    + rb"[,;& \t]{1,8}(?:\\?[\"'`])?(?:p|pp|ps|w|k|s|key|val|value|auth|(?i:p)(?=\\?[\"'`]))"
    + _CLOSE
    + _SIGN
)
# P: x U: anna
_SHORT_FIRST = late(
    rb"(?<![\w.-])(?:[pP]|pw|PW)"
    + _SIGN
    + rb"(?=([^\s,;]{6,200})[,; \t]{1,4}(?:[uU]|user|User|USER)"
    + _SIGN
    + rb"[\w.+-])"
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
# "I:anna" "P:x" of Sendmail's authinfo and access
_TAGGED = late(rb"(?i)\bauthinfo\b.{0,200}?[\"]P[:=](?=[^\"\s])")
_HASHES = late(
    rb"(?i)(?<![a-z])(?:\w{0,16}crypt|md5|sha(?:1|2|224|256|384|512)?|(?:old_)?password"
    rb"|\w{0,24}hash(?:pw|password|_password)?|make_password|pbkdf2\w{0,16}|argon2\w{0,4})"
    rb"[ \t]?\([ \t]{0,4}[a-zA-Z]?(?=[\"'])"
)
# expect "assword:"; send -- "x\r"
_SENDS = late(rb"(?i)assword.{0,60}?\bsend(?:_user|line)?[ \t(]{1,4}(?:--[ \t]{1,4})?(?=[\"'{])")
_SLASHED = late(
    rb"(?i)(?:[ \t](\S{6,200})[ \t]{1,4}/u(?:ser)?:\S{1,200}"
    rb"|/u(?:ser)?:\S{1,200}[ \t]{1,4}(\S{6,200})\s*$)"
)
# add anna@client.example 'x'
_ADDED = late(rb"@[\w.-]{1,255}[\"']?[ \t]{1,8}(?=\S)(?![A-Za-z_.-]{1,40}=)")
# register anna client.example 'x'
_REGISTERED = late(
    rb"[ \t][\w.+-]{1,64}[ \t](?:[\w-]{1,63}\.){1,8}\w{1,63}[ \t]{1,8}(?=[^\s@]{1,200}(?:\s|$))"
)
_REST = late(rb"\s*(.?)")
_BARE = late(rb"[ \t][\"']?[\w.+-]{1,64}$")
_ADDS = late(
    rb"(?i)(?<![a-z])(?:add|create|new|set|update|change|passwd|register|reset|enrol"
    rb"|mail(?:box|user)|users?|account|auth|login|test|verify|zmprov)(?![a-z])"
)


def mapped(line: bytes, low: str) -> Iterator[Span]:
    for key in _SHORT_FIRST.finditer(line):
        if made(key.group(1)) and not is_placeholder(key.group(1)):
            yield Span(*key.span(1), PASSWORD)
    for key in _SHORT_KEY.finditer(line):
        if b"val" in key.group() and not key.group().startswith((b"user", b"login")):
            continue  # a field of any kind: its name, its value
        yield from value(line, key.end(), b"&" in key.group())


def optional(line: bytes, low: str) -> Iterator[Span]:
    """The options of a command that names a user, if their value is no number and no path."""
    if _USER_OPTION.search(line) is None:
        return
    for option in _SECRET_OPTION.finditer(line):
        for span in value(line, option.end()):
            word = line[span.start : span.end]
            if not ((word.isdigit() and len(word) < 6) or word[:1] in b"/.~$-"):
                yield span


def of_scheme(line: bytes, low: str) -> Iterator[Span]:
    done = 0
    for scheme in _SCHEME.finditer(line):
        if scheme.start() < done:
            continue
        end = bare(line, scheme.end())[1]
        fields = _FIELDS.search(line, scheme.end(), end)
        end = fields.start() if fields is not None else end
        if end > scheme.end() and not is_placeholder(line[scheme.end() : end]):
            done = end
            yield Span(scheme.end(), end, PASSWORD)


def tagged(line: bytes, low: str) -> Iterator[Span]:
    for tag in _TAGGED.finditer(line):
        end = line.find(b'"', tag.end())
        if end > 0 and not is_placeholder(line[tag.end() : end]):
            yield Span(tag.end(), end, PASSWORD)


def hashed(line: bytes, low: str) -> Iterator[Span]:
    for call in _HASHES.finditer(line):
        for begin, end in [*literals(line, call.end())][:1]:
            if not is_placeholder(line[begin:end]):
                yield Span(begin, end, PASSWORD)


def value(line: bytes, at: int, query: bool = False) -> Iterator[Span]:
    """What stands at `at`, in quotes or bare."""
    found = quoted(line, at) if QUOTE.match(line, at) else None
    begin, end = found[:2] if found is not None else bare(line, at, query)
    word = line[begin:end]
    if len(word) > 3 and not (is_placeholder(word) or in_prose(word)):
        yield Span(begin, end, PASSWORD)


def made(word: bytes) -> bool:
    """True for a word that was made, or a number that is no port."""
    plain = word[:400].rstrip(b".,;:!?)")
    return looks_made(plain) or (plain.isdigit() and len(plain) > 7)


def sent(line: bytes, low: str) -> Iterator[Span]:
    """What a script sends at a prompt for a password."""
    for sends in _SENDS.finditer(line):
        found = quoted(line, sends.end())
        if found is not None:
            end = found[0] + len(
                line[found[0] : found[1]].removesuffix(b"\\n").removesuffix(b"\\r")
            )
            if not is_placeholder(line[found[0] : end]):
                yield Span(found[0], end, PASSWORD)


def slashed(line: bytes, low: str) -> Iterator[Span]:
    """``net use share x /user:anna``: the made word beside the user's."""
    for user in _SLASHED.finditer(line):
        group = 1 if user.group(1) else 2
        if made(user.group(group)):
            yield Span(*user.span(group), PASSWORD)


def added(line: bytes, low: str) -> Iterator[Span]:
    """What a command hands over behind an address: in quotes, or made, and the last word."""
    for said in [*_ADDED.finditer(line), *_REGISTERED.finditer(line)]:
        at, begin = said.end(), max(0, said.start() - 100)
        if line[said.start() : said.start() + 1] == b"@" and not _BARE.search(
            line, begin, said.start()
        ):
            continue
        if _ADDS.search(line, begin, said.start() + 1) is None:
            continue
        found = quoted(line, at) if QUOTE.match(line, at) else None
        begin, end = found[:2] if found is not None else bare(line, at)
        word = line[begin : min(end, begin + TELLING)]
        rest = _REST.match(line, found[2] if found is not None else end)
        if is_placeholder(word) or in_prose(word):
            continue
        last = rest is None or rest.group(1) in (b"", b"-", b"|", b"&", b";")
        if (made(word) and (last or found is not None)) or (last and found is not None):
            yield Span(begin, end, PASSWORD)
