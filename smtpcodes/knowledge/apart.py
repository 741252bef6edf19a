"""Replies whose code stands apart from its text: in a field of its own, in brackets, in a tuple, in
words of a library.

    SMTP Error (535): Authentication failed
    retcode (553); Msg: b'5.7.1 Sender address rejected'
    StatusCode: 451 Message: 4.7.500 Server busy
    Permanent(Code { severity: ..., category: Unspecified3, detail: Five }), ["5.7.8 no"]
    (535, b'5.7.8 Username and Password not accep

``unwrap`` asks here; each form is anchored by words or brackets of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, ENHANCED, STRICT_FAILURE, STRICT_FINAL, text

_CODE, _ANY = text(STRICT_FINAL), text(ANY_CODE)
LINE = 6000  # characters of a text that are looked at
_QUOTED = late(
    rf"(?<![\w.-])({_CODE})\s?,\s?b?(?:'((?:[^'\\]|\\.){{0,6000}})(?:'|\Z)|\"((?:[^\"\\]|\\.){{0,6000}})(?:\"|\Z))(?!\s?:)",
    re.S,
)  # 345, "key": is JSON
# A list of three: 421, "4.7.0", Try again later
_THREE = late(rf"\A\W{{0,3}}({_CODE}),\s?[\"']({text(ENHANCED)})[\"'],\s?[\"']?(.{{0,6000}})", re.S)
# A sender's own words, then the reply in quotes (IronPort, SES): 5.1.0 - Unknown address error
# 550-'5.1.1 User unknown' (delivery attempts: 0)
_BEHIND_STATUS = late(
    rf"(?:\A|[;\s]){text(ENHANCED)} - [^'\n]{{1,100}}\s({text(STRICT_FAILURE)})-'(.{{1,2000}}?)'"
    r"(?: \(delivery attempts: [0-9]{1,4}\))?\s*\Z",
    re.S,
)
_CUT = late(rf"\(({_CODE}),\s?b?['\"]?\Z")
_SWIFT = late(
    rf"(?i)expected (?:response )?code .{{0,60}}? but got (?:code )?\"?({_CODE})\"?,? with "
    rf"message \"?(.{{0,6000}})",
    re.S,
)
_GOT = late(
    rf"(?i)\bgot:? (?:code )?[\"']?({_CODE})[\"']?(?: \||(?: instead of "
    rf"[\"']?{_ANY}[\"']?)?[:,;]?)(?= |\Z)(.{{0,6000}})",
    re.S,
)
_PHPMAILER = late(
    rf"(?i)(?:detail:\s?(.{{0,500}}?)\s?)?smtp code:\s?({_CODE})\b(?:\s?additional smtp "
    rf"info:\s?(.{{0,500}}))?",
    re.S,
)
_RUST = late(
    r"severity: ([A-Za-z]{4,40}), category: ([A-Za-z0-9]{4,30}), detail: ([A-Za-z]{3,6})\b"
)
_SEVERITIES = {"TransientNegativeCompletion": "4", "PermanentNegativeCompletion": "5"}
_CATEGORIES = ("Syntax", "Information", "Connections", "Unspecified3", "Unspecified4", "MailSystem")
_DETAILS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_STRING = late(r"\"((?:[^\"\\]|\\.){3,2000})\"")
_BRACKETS = late(rf"\A\[({_CODE})\][\s:]{{0,3}}(.{{0,6000}})", re.S)
_FIELD = late(
    rf"(?i)\b(?:smtp|error|err|ret|return|status|reply|response|result)?[ _-]?(?:code|error"
    rf"|status|retcode|errno)\s{{0,2}}[:=#(]{{1,2}}\s{{0,2}}[\"']?({_CODE})(?![\w.-])[\"')\]]{{0,2}}(.{{0,6000}})",
    re.S,
)
_TEXT = late(
    r"(?i)[\s:;,.|(-]{0,6}(?:\(?(?:error_code|msg|message|response|reply|text|reason|details?"
    r"|description|server response)s?\s?[:=]\s?)?(?:b?[\"'])?"
)
# A code in brackets behind the words of a library: "received from server (535)", "cannot log in
# (code 535)".
_BEHIND = late(
    r"(?i)\b(?:code|reply|response|server|smtp|mail)\b[^()\n]{0,60}\((?:[a-z]{1,8} )?(?:code:? )?("
    + text(STRICT_FAILURE)
    + r")\)"
)
_OF_CODES = late(r"(?i)\bcodes?\b")  # words that speak of the code, not of the cause
_STATUS_FIRST = late(r"(?:\S{1,12} ?: ?)?(?=" + text(ENHANCED) + r"\b)")


def lines(code: str, message: str) -> str:
    """The lines of a reply whose code stands apart."""
    found = [line.strip() for line in message.splitlines() if line.strip()] or [""]
    if re.match(rf"{code}[ -]", found[0]):
        return "\n".join(found)
    last = len(found) - 1
    return "\n".join(f"{code}{'-' if n < last else ' '}{line}" for n, line in enumerate(found))


def told(text: str, unescaped: Callable[[str], str]) -> str | None:
    """The reply of a text that says code and words apart, or None. unescaped: resolves escapes of a
    string."""
    got = _SWIFT.search(text)
    if got is not None:
        return lines(got.group(1), got.group(2).rstrip().rstrip('".'))
    got = _THREE.match(text)
    if got is not None:
        return lines(got.group(1), f"{got.group(2)} {got.group(3).rstrip(chr(34))}")
    got = _QUOTED.search(text)
    if got is not None:
        message = got.group(2) if got.group(2) is not None else got.group(3)
        return lines(got.group(1), unescaped(message))
    got = _BEHIND_STATUS.search(text) if "-'" in text else None
    if got is not None:
        return lines(got.group(1), got.group(2))
    got = _CUT.search(text)
    if got is not None:
        return got.group(1)
    got = _PHPMAILER.search(text)
    if got is not None and (got.group(1) or got.group(3)):
        return f"{got.group(2)} {' '.join(part for part in (got.group(3), got.group(1)) if part)}"
    return _rust(text)


def named(text: str, unescaped: Callable[[str], str], before: int | None) -> str | None:
    """The reply of a text that gives the code a name or brackets, or None.

    before: where an enhanced code begins that has no code of its own; a code after it is another
    reply's.
    """
    got = _BRACKETS.match(text) or _GOT.search(text) or _FIELD.search(text)
    if got is None:
        got = _BEHIND.search(text) if before is None else None
        if got is None:
            return None
        behind = text[got.end() :].lstrip(" :;,.-")
        return (
            lines(got.group(1), behind)
            if len(text[: got.start()]) < 3 and behind
            else _after(text[: got.start(1)], got.group(1))
        )
    if before is not None and got.start(1) > before:
        return None
    rest = got.group(2)
    if not rest.strip("\"'})]. "):  # the words stand before the code
        return _after(text[: got.start()], got.group(1))
    rest = _TEXT.sub("", rest, count=1)  # it may be empty, so it is found at the start
    field = _STATUS_FIRST.match(rest)
    rest = rest[field.end() :] if field is not None else rest
    return lines(got.group(1), unescaped(rest.strip().rstrip("\"'})]")))


def _after(words: str, code: str) -> str:
    """The reply whose words stand before its code; without them where they are few, or speak of the
    code only."""
    words = re.sub(r"(?i)\s?\(?(?:[a-z]{1,8} )?(?:code:? )?\Z", "", words).strip(" .,;:|-(")
    told = len(words.split()) > 2 and "\n" not in words and _OF_CODES.search(words) is None
    return lines(code, words if told else "")


def _rust(text: str) -> str | None:
    """lettre's Debug form: three words are the three digits."""
    got = _RUST.search(text)
    if (
        got is None
        or got[1] not in _SEVERITIES
        or got[2] not in _CATEGORIES
        or got[3] not in _DETAILS
    ):
        return None
    code = f"{_SEVERITIES[got[1]]}{_CATEGORIES.index(got[2])}{_DETAILS.index(got[3])}"
    said = _STRING.findall(text[got.end() :])
    return lines(code, "\n".join(said))
