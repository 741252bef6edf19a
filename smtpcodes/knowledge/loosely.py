"""A reply code in a text where neither a sign nor a word of a library announces it.

    Max connection attempts exceeded - 535 5.7.3 Authentication unsuccessful
    AUTH returned 454 Temporary authentication failure
    Fehler 550: Absender abgelehnt
    Incorrect authentication data (535)
    535; Incorrect authentication data

``unwrap`` asks here last, and only codes count that say of mail what they say: a 500 may be a web
server's.
"""

from __future__ import annotations

import re

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ENHANCED, FAILURE_CODE, MAIL_FAILURE
from smtpcodes.grammar.pieces import text as text_of

_CODE = f"({text_of(MAIL_FAILURE)})"
_OF_HTTP = text_of(FAILURE_CODE)
_SPOKEN = rf"(?=[A-Za-z\"'\u0080-\uffff]|{text_of(ENHANCED)})"
_AT_HEAD = late(
    rf"[(\[#*!`\"'\u2018-\u201e\u2022\u00ab\u2192]{{0,3}}(?:-\s|\s)?{_CODE}[)\]]{{0,2}}\s?[;,/|.:]?\s?{_SPOKEN}"
)
# What goes before a code: a word that announces one, or a sign with no letter next to it.
_WORDS = (
    r"with|returns|returned|replied|replies|reply|responded|response|answered|answer|got|received"
    r"|says|said|code|error|errno|status|smtp|fehler|fehlercode|antwort|erreur|codice|errore"
    r"|codigo|erro|ошибка|ошибки|код|ответ|blad|błąd|kod|hata|chyba|fout|foutcode|fel"
    r"|错误|代码|返回|响应为|响应|エラー|コード|오류|코드"
)
_AFTER_WORD = late(
    rf"(?i)(?:\b|(?<=[\u3040-\uffdc]))(?:{_WORDS})\s?[-:#(]?\s?{_CODE}[)\]]?\s?[;,|.:]?\s?{_SPOKEN}"
)
_AFTER_SIGN = late(
    rf"(?:\s[-\u2013\u2014]|[`!*\u2018-\u201e\u2022\u00ab\u2192;])\s?{_CODE}[ :]\s?{_SPOKEN}"
)
# What was tried goes before it: then any code is one of mail.
_AFTER_COMMAND = late(
    rf"(?i)(?:invalid login|command failed|invalid greeting) ?[-:] ?({_OF_HTTP})[ :-]\s?(?=\S)"
)
_AT_END = late(
    rf"\s?[(\[](?:(?:smtp|error|err|code|status|reply|errno)[ :#-]{{0,2}}){{0,2}}{_CODE}[)\]]"
    r"[.!]?\Z",
    re.I,
)
# A web server's line, before what it passes on.
_OF_WEB = late(
    rf"(?:HTTP/\d(?:\.\d)? {_OF_HTTP}(?: [A-Z][a-z]{{1,20}}){{0,3}}|500 Internal Server Error"
    r"|502 Bad Gateway|503 Service Unavailable|400 Bad Request|422 Unprocessable \w{1,10})\b"
    r"[\s:.,-]{0,4}(?=\S)",
    re.I,
)
_WIDE = str.maketrans({"\uff0c": ",", "\uff1a": ":", "\uff1b": ";", "\uff08": "(", "\uff09": ")"})
_NUMBER = late(text_of(FAILURE_CODE))
_LEAST = 2  # words before a code at the end


def web(text: str) -> int:
    """Where the text goes on behind a web server's line; 0 if it begins with none."""
    found = _OF_WEB.match(text)
    return 0 if found is None else found.end()


def told(text: str) -> str | None:
    """The reply of a text, as one line, or None."""
    if _NUMBER.search(text) is None:
        return None
    if not text.isascii():
        text = text.translate(_WIDE)
    found = (
        _AFTER_COMMAND.search(text)
        or _AT_HEAD.match(text)
        or _AFTER_WORD.search(text)
        or _AFTER_SIGN.search(text)
    )
    if found is not None:
        return f"{found.group(1)} {text[found.end() :].lstrip()}"
    found = _AT_END.search(text)
    if found is None or len(text[: found.start()].split()) < _LEAST:
        return None
    return f"{found.group(1)} {text[: found.start()].rstrip(' .,:;-')}"
