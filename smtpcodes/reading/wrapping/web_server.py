r"""What a program of a web server wrote to standard error, in the error log of nginx, Apache or
PHP-FPM.

2026/11/23 22:51:10 [error] 10#0: *4 FastCGI sent in stderr: "PHP message: S: 220 mx" while reading response header from upstream, client: 192.0.2.7
[Mon Nov 23 22:51:10.100 2026] [php:notice] [pid 7] [client 192.0.2.7:4000] S: 220 mx, referer: https://www.example.org/
[Mon Nov 23 22:51:10.1 2026] [proxy_fcgi:error] [pid 7:tid 8] [client 192.0.2.7:4000] AH01071: Got error 'PHP message: x'
[23-Nov-2026 22:51:10] WARNING: [pool www] child 7 said into stderr: "S: 220 mx"
"""  # noqa: E501

from __future__ import annotations

import re

from smtpcodes.grammar.pieces import CLOCK, MONTH_DAY, NAMED_DATE, SLASHED_DATE
from smtpcodes.reading.wrapping.base import Kind, Wrapping

_NGINX = re.compile(
    SLASHED_DATE
    + rb" "
    + CLOCK
    + rb" \[[a-z]{3,8}\] \d{1,9}#\d{1,9}: (?:\*\d{1,12} )?FastCGI sent in stderr: \""
    rb"(?:PHP message: )?(?P<text>.{0,8000}?)\"? while (?:reading|sending|connecting)"
    rb"[^\"]{0,80}, client: ",
    re.S,
)
_APACHE = re.compile(
    rb"\[[A-Z][a-z]{2} "
    + MONTH_DAY
    + rb" "
    + CLOCK
    + rb"(?:\.\d{1,6})? \d{4}\] (?:\[[\w.:-]{1,40}\] )?\[pid \d{1,9}(?::tid \d{1,20})?\] "
    rb"(?:\[client [^\]\s]{1,80}\] )(?P<quote>AH\d{5}: Got error ')?(?:PHP message: )?"
    rb"(?P<text>.{0,8000}?)(?(quote)'?)(?:, referer: \S{1,2000})?$",
    re.S,
)
_FPM = re.compile(
    rb"\["
    + NAMED_DATE
    + rb" "
    + CLOCK
    + rb"(?:\.\d{1,6})?\] [A-Z]{4,7}: \[pool [^\]]{1,80}\] child \d{1,9} said into std"
    rb"(?:err|out): \""
    rb"(?P<text>.{0,8000}?)\"?(?:, pipe is closed)?$",
    re.S,
)


def _worn(line: bytes) -> re.Match[bytes] | None:
    if line[:1].isdigit():
        return _NGINX.match(line)
    return _APACHE.match(line) or _FPM.match(line)


def _off(line: bytes) -> bytes:
    match = _worn(line)
    return match["text"] if match is not None else line


KIND = Kind((Wrapping("web server", _worn, _off, None, True),))
EXAMPLES = (
    (
        b'2026/11/23 22:51:10 [error] 10#0: *4 FastCGI sent in stderr: "PHP message: S: 220 mx" '
        b"while reading response header from upstream, client: 192.0.2.7",
        b"S: 220 mx",
    ),
    (
        b"[Mon Nov 23 22:51:10.100 2026] [php:notice] [pid 7] [client 192.0.2.7:4000] S: 220 mx, "
        b"referer: https://www.example.org/",
        b"S: 220 mx",
    ),
    (
        b"[Mon Nov 23 22:51:10.1 2026] [proxy_fcgi:error] [pid 7:tid 8] [client 192.0.2.7:4000] "
        b"AH01071: Got error 'PHP message: x'",
        b"x",
    ),
)
