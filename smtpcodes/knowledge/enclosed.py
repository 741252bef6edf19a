"""What stands around a text that is no text of mail: HTML, JSON of providers, digits and marks of
other scripts.

``unwrap`` looks for the reply in what is left.
"""

from __future__ import annotations

import re

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ENHANCED, ENHANCED_FAILURE, STRICT_FAILURE, STRICT_FINAL, text

# The names under which APIs and events of providers hand on a reply, the most telling first.
_KEYS = (
    "diagnosticcode",
    "smtpresponse",
    "reason",
    "response",
    "bouncemessage",
    "rawreason",
    "details",
    "errordetails",
    "message",
    "msg",
    "error",
    "description",
    "detail",
)
_PAIR = late(r'"([A-Za-z_-]{3,24})"\s{0,8}:\s{0,8}"((?:[^"\\]|\\.){3,4000})"', re.S)
_CODE = late(
    r'"(?:code|status|status_?code|error_?code|smtp_?code|response_?code)"\s{0,8}:\s{0,8}"?('
    + text(STRICT_FINAL)
    + r')"?\s{0,8}[,}]',
    re.I,
)
_FAILS = late(
    r"(?:[a-z-]{1,12}\s?;\s?)?(?:"
    + text(STRICT_FAILURE)
    + r"(?:[ -]|:\s)|"
    + text(ENHANCED_FAILURE)
    + r"[\s:])",
    re.I,
)
_TYPE = late(r"(?:smtp|x-[a-z-]{1,20})\s?;\s?", re.I)
_BREAK = late(r"<(?:br|/p|/div|/tr|/li|/pre)\s?/?>", re.I)
_TAG = late(
    r"</?(?:a|b|i|u|p|br|em|td|tr|th|li|ul|ol|div|pre|span|font|code|body|html|head|title|table|tbody|strong|blockquote|h[1-6])(?:\s[^<>]{0,400})?/?>",
    re.I,
)
_ENTITY = late(r"&(?:amp|lt|gt|quot|apos|nbsp|#x?[0-9a-f]{1,6});", re.I)
# Marks of direction and widths of zero: they stand between a code and its text and show nothing.
_UNSEEN = {
    ord(c): None
    for c in "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
}
_HEAD = late(text(STRICT_FINAL + rb"(?:[ -]|$)|" + ENHANCED + rb"\b"))
_NUMBER = late(r"[\d\uff0e.]{3,11}[\uff0d\uff1a]?")


def plain(text: str) -> str:
    """The text without tags and entities of HTML; where no reply stands at its start, digits of
    other scripts are plain ones."""
    if "_Remote_host_said:_" in text or "/Remote_host_said:_" in text:  # the log of qmail-send
        text = text.replace("_", " ").replace("/", " ")
    if "<" in text and _TAG.search(text) is not None:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "&" in text and _ENTITY.search(text) is not None:
        import html

        text = html.unescape(text)
    if text.isascii() or _HEAD.match(text.lstrip()) is not None:
        return text
    return _NUMBER.sub(
        lambda found: "".join(map(_ascii, found.group())),
        text.translate(_UNSEEN).replace("\u3000", " "),
    )


def _ascii(char: str) -> str:
    import unicodedata

    digit = unicodedata.decimal(char, None)
    return (
        str(digit)
        if digit is not None
        else {"\uff0e": ".", "\uff0d": "-", "\uff1a": ":"}.get(char, char)
    )


def of_json(text: str) -> str | None:
    """The reply that a JSON object of a provider hands on, or None: its code may stand apart from
    its text."""
    if '":' not in text and '" :' not in text:
        return None
    pairs: dict[str, list[str]] = {}
    for found in _PAIR.finditer(text):
        name = found.group(1).lower().replace("_", "").replace("-", "")
        pairs.setdefault(name, []).append(found.group(2))
    named = [pairs[key][0] for key in _KEYS if key in pairs]
    reply = next((value for value in named if _FAILS.match(value) is not None), None)
    code = _CODE.search(text)
    if reply is not None:
        reply = _TYPE.sub("", reply, count=1)
        return reply if reply[1:2] != "." or code is None else f"{code.group(1)} {reply}"
    if code is not None and named:
        return f"{code.group(1)} {named[0]}"
    if not named or text.lstrip()[:1] != "{":
        return None
    first = next(pairs[key] for key in _KEYS if key in pairs)
    return " ".join(dict.fromkeys(first))  # an error and the errors in it
