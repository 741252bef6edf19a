"""Takes credentials out of a query before it is shown. The linter masks by session; here only the looks can tell."""

from __future__ import annotations

import re

from smtpcodes.grammar import sasl

MASK = "[redacted]"
_AUTH = re.compile(r"(?i)(\bAUTH[ \t=]+(?:[A-Z][A-Z0-9_-]{1,31})[ \t]+)(\S+)")
_BEARER = re.compile(r"(?i)((?:auth=)?bearer[ \t]+)([A-Za-z0-9._~+/=-]{6,})")
_NAMED = re.compile(r"(?i)\b((?:pass(?:word|wd|phrase)?|pwd|secret|access_token|token|api[_-]?key)[\"']?[ \t]*[=:][ \t]*[\"']?)([^\s\"',;]{3,})")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_.@-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}(?![A-Za-z0-9+/=_.@-])")


def mask(text: str) -> str:
    """`text` without what follows AUTH, bearer tokens, named passwords and long base64."""
    text = _AUTH.sub(lambda m: m.group() if m.group(2).upper() in sasl.MECHANISMS else m.group(1) + MASK, text)
    text = _BEARER.sub(r"\1" + MASK, text)
    text = _NAMED.sub(r"\1" + MASK, text)
    return _BASE64.sub(MASK, text)
