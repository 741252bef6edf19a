"""Takes credentials out of a query before it is shown. The linter masks by session; here only the looks can tell.

What might be a credential and cannot be judged is taken out.
"""

from __future__ import annotations

import re

from smtpcodes.grammar import sasl

MASK = "[redacted]"
_AUTH = re.compile(r"(?i)(\bAUTH[ \t=]+(?:[A-Z][A-Z0-9_-]{1,31})[ \t]+)(\S+)")
_BEARER = re.compile(r"(?i)((?:auth=)?bearer[ \t]+)([A-Za-z0-9._~+/=-]{6,})")
_NAMED = re.compile(r"(?i)\b((?:pass(?:word|wd|phrase)?|pwd|secret|access_token|token|api[_-]?key)[\"']?[ \t]*[=:][ \t]*[\"']?)([^\s\"',;]{3,})")
_NAMES = ("pass", "pwd", "secret", "token", "key")
_OPTION = re.compile(r"(?i)(?<!\S)(--?(?:pass(?:word|wd)?|pwd|secret|token|auth-password|ap)[ \t]+)(\S+)")
_URL = re.compile(r"(?i)(\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{1,256}:)([^\s/@]{1,512})(?=@)")
# The look of chance; a name in camel case is none.
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/=_.@-])(?!(?:[A-Z][a-z]{2,20}){2,12}(?![A-Za-z0-9+/=]))(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{20,}={0,2}(?![A-Za-z0-9+/=_.@-])")
# A line with nothing but base64: a SASL response (RFC 4954 section 4). A plain word is none.
_ALONE = re.compile(r"(?m)^([ \t]*(?:\d\d:\d\d:\d\d\S*[ \t]+)?(?:C:|S:|>>>|[-=]*>|~>)?[ \t]*(?:334[ \t]+)?)([A-Za-z0-9+/]{4,}={0,2})(?=[ \t]*\r?$)")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d{1,4}")


def mask(text: str) -> str:
    """`text` without what follows AUTH, bearer tokens, named passwords, responses that stand alone, and long base64."""
    low = text.lower()          # a word that is not there needs no pattern
    if "auth" in low:
        text = _AUTH.sub(lambda m: m.group() if m.group(2).upper() in sasl.MECHANISMS else m.group(1) + MASK, text)
    if "bearer" in low:
        text = _BEARER.sub(r"\1" + MASK, text)
    if any(word in low for word in _NAMES):
        text = _NAMED.sub(r"\1" + MASK, text)
    if "-" in low:
        text = _OPTION.sub(r"\1" + MASK, text)
    if "://" in low and "@" in low:
        text = _URL.sub(r"\1" + MASK, text)
    text = _ALONE.sub(_alone, text)
    return _BASE64.sub(MASK, text) if any(len(word) >= 20 for word in text.split()) else text


def _alone(line: re.Match[str]) -> str:
    value = line.group(2)
    if len(value) % 4 or _WORD.fullmatch(value):
        return line.group()
    return line.group(1) + MASK
