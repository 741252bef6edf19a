"""Values that stand elsewhere than behind a sign: behind other words of a command, in a comment's
line, in front of their key."""

from __future__ import annotations

import re
from collections.abc import Iterable

from smtpcodes.grammar.credentials import PASSWORD, Span, sentences
from smtpcodes.grammar.credentials.assigned import VALUE, valued
from smtpcodes.grammar.credentials.names import names_password
from smtpcodes.grammar.credentials.values import is_placeholder, quoted
from smtpcodes.grammar.late import late

# set password ENC x, password 7 x: what kind of value it is
_KIND = late(
    rb"[ \t]{1,8}(?:ENC|SH2?|SHA|AK1|(?:un)?encrypted|clear-?text|plain-?text|plain|simple|cipher"
    rb"|clear|irreversible-cipher|hash|secret|[0-9])[ \t]{1,8}"
    rb"(?=\S+\s*$)"
)
# config set smtp/token x
_SETS = late(
    rb"(?i)\b(?:set|put|add|setenv|config)[ \t]{1,4}(?:--?\w{1,20}[ \t]{1,4}){0,3}[^\s=]{0,80}$"
)
_LAST = late(rb"[ \t]{1,4}(\S{6,400})\s*$")
_NOTE = late(rb"[ \t](?:#|//|;|<!--|/\*)[ \t]{0,8}(?:[\w.-]{1,30}[ \t]{1,4}){0,4}$")
_ENDS = late(rb"\s*+(?:\*/|-->)?\s*+$")
# aws ssm put-parameter --name /x/smtp_password --value x
_BEFORE = late(rb"[\"'`][^\"'`]{6,200}[\"'`] \((?:[\w.-]{1,20} ){0,4}$")
_VALUE_OPTION = late(rb"[ \t](?:--(?:value|body|data|secret-string)|/d|-[Vv]alue)(?:[ \t]+|=)")
# Password for anna: x, in the languages of the words
_FOR = late(
    rb"[ \t]{1,4}(?:for|of|f\xc3\xbcr|von|de|pour|para|per|van|voor|for user"
    rb"|for the user)[ \t]{1,4}(?!(?:the )?(?:user(?:name)?|login|account):)"
    rb"[\"'`<]?[\w.+@-]{1,128}[\"'`>]?[ \t]{0,4}(?::|=>?)[ \t]{1,8}(?=\S)"
)
_ALIAS = late(rb"(?i)([\"'])([^\"'\s]{1,200})\1[ \t]{1,4}as[ \t]{1,4}[\"'`]?$")
# Password [********]: x, and a key of a language without blanks: a blank, and a word of ASCII
_REMARK = late(rb"[ \t]?[\[(][^\[\]()]{0,60}[\])][ \t]?(?::|=>?)[ \t]{1,8}(?=\S)")
_GAP = late(rb"[ \t]{1,4}(?=[!-~]{6,200}\s*$)")


def aliased(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``SELECT 'x' AS password``."""
    named = _ALIAS.search(line, max(0, key.start() - 240), key.start())
    if named is None or is_placeholder(named.group(2)):
        return None
    return (Span(*named.span(2), PASSWORD),)


def told_apart(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``set password ENC x``."""
    if (kind := _KIND.match(line, key.end())) is not None:
        return valued(line, kind.end())
    last = _LAST.match(line, key.end())
    if last is None or not sentences.looks_made(last.group(1)):
        return None
    set_ = _SETS.search(line, max(0, key.start() - 100), key.start())
    return valued(line, last.start(1)) if set_ is not None else None


def noted(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``value: "x"  # smtp password``: a comment tells what it is."""
    if _ENDS.match(line, key.end()) is None:
        return None
    note = _NOTE.search(line, max(0, key.start() - 60), key.start())
    value = VALUE.match(line[: note.start()].lstrip(b" \t-")) if note is not None else None
    if value is None:
        return None
    return valued(line, len(line) - len(line.lstrip(b" \t-")) + value.end())


def explained(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``it is `x` (the app password)``."""
    told = _BEFORE.search(line, max(0, key.start() - 240), key.start())
    if told is None or line[key.end() : key.end() + 1] != b")":
        return None
    found = quoted(line, told.start())
    if found is None or not sentences.looks_made(line[found[0] : found[1]]):
        return None
    return (Span(found[0], found[1], PASSWORD),)


def of_other(line: bytes, key: re.Match[bytes]) -> re.Match[bytes] | None:
    """What stands between a key and its value, where it is more than a sign."""
    if key.group()[0] > 127 and (gap := _GAP.match(line, key.end())) is not None:
        return gap
    if not names_password(key.group()):
        return None
    return _FOR.match(line, key.end()) or _REMARK.match(line, key.end())


def in_option(line: bytes, key: re.Match[bytes]) -> Iterable[Span] | None:
    """``--name /x/smtp_password --value x``."""
    option = _VALUE_OPTION.search(line, key.end(), key.end() + 200)
    return valued(line, option.end()) if option is not None else None
