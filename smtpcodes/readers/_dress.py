"""What stands around the lines of a log when it reaches us, layer by layer. Which of it is worn is found by ``_undress``.

    > S: 220 mx.example.net ESMTP                                   (a mail, an issue)
    mail-1  | S: 220 mx.example.net ESMTP                           (docker compose)
    2026-01-02T03:04:05.123456789Z stdout F S: 220 mx               (CRI)
    [2026-01-02 03:04:05] local.DEBUG: S: 220 mx.example.net ESMTP  (Monolog)

A layer takes off one of them; what it makes may be several lines (``<br>``, ``#012``), joined by line feeds. It knows no log format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

_COLOUR = re.compile(rb"\x1b(?:\[[0-9;?]{0,20}[A-Za-z]|[()][A-Z0-9])")
_ESCAPED = re.compile(rb"&(?:lt|gt|quot|amp|apos|nbsp|#\d{1,5}|#x[0-9A-Fa-f]{1,4});")
_BREAK = re.compile(rb"(?i)<br ?/?>")
_TAG = re.compile(
    rb"(?i)</?(?:p|pre|code|div|span|b|i|em|strong|font|tt|li|ul|td|tr|body|html|samp|blockquote)(?: [^<>]{0,200})?>"
)
_OCTAL = {
    b"#012": b"\n",
    b"#015": b"",
    b"#011": b"\t",
    b"#033": b"\x1b",
    b"#000": b"",
}  # rsyslog, EscapeControlCharactersOnReceive
_CONTROL = re.compile(b"|".join(_OCTAL))
_BACKSLASH = re.compile(rb"\\(?:u00([0-7][0-9a-f])|(.))", re.S)
_QUOTABLE = {b"n": b"\n", b"r": b"", b"t": b"\t"}


def plain(line: bytes) -> bytes:
    """`line` without colours and NULs."""
    if b"\x1b" in line:
        line = _COLOUR.sub(b"", line)
    return line.replace(b"\0", b"") if b"\0" in line else line


def unescaped(line: bytes) -> bytes:
    """`line` with the escapes of HTML resolved."""
    if b"&" not in line:
        return line
    import html

    return (
        html.unescape(line.decode("utf-8", "surrogateescape"))
        .encode("utf-8", "surrogateescape")
        .replace(b"\xc2\xa0", b" ")
    )


Match = re.Match[bytes]


class Layer(NamedTuple):
    """worn: tells the lines that wear it. off: a line that wears it, without it. test: told of all that are worn, whether it can be."""

    name: str
    worn: Callable[[bytes], Match | None]
    off: Callable[[bytes], bytes]
    test: Callable[[Sequence[Match]], bool] | None = None

    def fits(self, lines: Sequence[bytes]) -> bool:
        """Can it be this layer, looking at all lines that wear it?"""
        return self.test is None or self.test(
            [match for line in lines if (match := self.worn(line)) is not None]
        )


class _Prefix:
    """A pattern that is compiled when it is first asked for: to compile all of them takes longer than to read a short log that wears none."""

    def __init__(self, pattern: bytes) -> None:
        self.pattern = pattern

    @cached_property
    def match(self) -> Callable[[bytes], Match | None]:
        return re.compile(self.pattern).match


def _growing(found: Sequence[Match]) -> bool:
    """Numbers of lines of which some were left out."""
    return all(int(a[1]) <= int(b[1]) for a, b in pairwise(found))


def by_one(found: Sequence[Match]) -> bool:
    """Numbers of all lines."""
    return all(int(a[1]) + 1 == int(b[1]) for a, b in pairwise(found))


def _tight(found: Sequence[Match]) -> bool:
    """Quoted with no blank after the mark."""
    return 2 * sum(1 for match in found if match.string[1:2] == b" ") < len(found)


def _prefix(
    name: str, pattern: bytes, test: Callable[[Sequence[Match]], bool] | None = None
) -> Layer:
    prefix = _Prefix(pattern)
    return Layer(
        name,
        lambda line: prefix.match(line),
        lambda line: line[match.end() :] if (match := prefix.match(line)) else line,
        test,
    )


def _logfmt(line: bytes) -> bytes:
    match = _LOGFMT.match(line)
    if match is None:
        return line
    text: bytes | None = match["quoted"]
    if text is None:
        return match["bare"]
    return _BACKSLASH.sub(
        lambda m: bytes.fromhex(m[1].decode("ascii")) if m[1] else _QUOTABLE.get(m[2], m[2]), text
    ).rstrip(b"\n")


def _monolog(line: bytes) -> bytes:
    match = _MONOLOG.match(line)
    if match is None:
        return line
    after = _CONTEXT.search(line, max(match.end(), len(line) - 400))
    return line[match.end() : after.start() if after else len(line)]


_DAY = rb"(?:\d{4}[-/]\d\d[-/]\d\d[T ]|\d\d[-/](?:\d\d|[A-Z][a-z]{2})[-/]\d{4}[ :]|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d )"
_CLOCK = rb"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?(?: [AP]M)?(?: \d{4})?"
_TIME = rb"[\[(]?(?:" + _DAY + rb"?" + _CLOCK + rb"|1\d{9}(?:\.\d{1,6}|\d{3})?)[\])]?"
_LEVEL = rb"[\[(<]?(?i:trace|debug|info(?:rmation)?|notice|warn(?:ing)?|error|fine(?:r|st)?|verbose|critical|fatal|dbg|inf|vrb|wrn|err)[\])>]?"
# what may stand between the time and the text: a level, a number, something in brackets, a name; atomic, there is one way to read it
_PIECE = rb"(?>\[[^\]]{0,80}\]|\([^()]{1,80}\)|\d{1,20}(?=\s)|-{2,3}|[A-Za-z_][\w.$/*#-]{1,100}(?::\d{1,6})?(?:\[[^\]]{1,40}\])?(?=[\s:|]))"
_GAP = rb"(?> - |[ \t,]{0,40}|:(?=\[))"
_END = rb"(?:[ \t]{0,60}: ?|(?<=\d) | - | -{1,2} ?: | ?\| |\t|>> ?|(?<=[\])]) )"
_MONOLOG = re.compile(_TIME + rb"\s{1,4}[\w-]{1,60}\.[A-Z]{4,9}: ")
_CONTEXT = re.compile(rb" (?:\[\]|\{[^{}]{0,400}\}) \[\]\s{0,2}$")
_LOGFMT = re.compile(
    rb"(?=.{0,200}?(?:level|lvl)=)(?>(?!(?:msg|message)=)[\w.]{1,40}=(?:\"[^\"]{0,200}\"|[^\s\"]{0,200}) ){0,8}"
    rb"(?:msg|message)=(?:\"(?P<quoted>(?:[^\"\\]|\\.){0,20000})\"|(?P<bare>[^\s\"]{1,2000}))(?: |$)",
    re.S,
)
_PRE = re.compile(rb"(?i)^\s{0,8}<(?:pre|code)[^<>]{0,100}>|</(?:pre|code)>\s{0,8}$")
_MARKUP = re.compile(rb"(?i)\s{0,20}<(?!br)")
_WEB = re.compile(rb"(?i)<br ?/?>|</?(?:pre|code|p)\b|" + _ESCAPED.pattern)

MONOLOG = Layer("monolog", _MONOLOG.match, _monolog)
LAYERS: tuple[Layer, ...] = (
    _prefix(
        "cri",
        rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] ",
    ),
    _prefix("compose", rb"[\w.-]{1,64} {0,30}\| ?"),
    _prefix(
        "pod",
        rb"\[pod/[\w./-]{1,200}\] ?|[a-z0-9-]{1,200}-[a-z0-9]{4,10} [a-z0-9-]{1,60} (?:\xe2\x80\xba )?",
    ),
    _prefix("quote", rb"> ?"),
    _prefix("tight quote", rb">", _tight),
    _prefix("grep", rb"[\w./-]{1,200}:(\d{1,7})[:-]", _growing),
    _prefix("file", rb"[\w/-]{0,100}\.[\w./-]{1,100}:"),
    _prefix("count", rb" {0,8}(\d{1,6})(?: |$)", by_one),
    _prefix("number", rb" {0,8}(\d{1,7})(?: ?[:|\t]|[.)](?= )| {2,4}| ?\xe2\x94\x82) ?", _growing),
    _prefix(
        "syslog",
        rb"(?:<\d{1,3}>)?(?:1 )?"
        + _DAY
        + _CLOCK
        + rb" (?:[\w.:-]{1,255} )?[A-Za-z][\w./-]{0,100}(?:\[[\w.-]{1,40}\])?: ",
    ),
    Layer("logfmt", _LOGFMT.match, _logfmt),
    MONOLOG,
    _prefix("time", _TIME + rb"(?:: | - |: ?\t|\t| \| |,? {1,2})"),
    _prefix(
        "time and level",
        _TIME + rb"[ \t,:]{0,20}+" + _LEVEL + rb"(?:\]? ?: | - |\t| \| |[ ,]{1,8})",
    ),
    *(
        _prefix(f"time, {n} pieces", _TIME + rb"(?:" + _GAP + _PIECE + rb"){%d}" % n + _END)
        for n in range(1, 7)
    ),
    *(
        _prefix(
            f"level, time, {n} pieces",
            _LEVEL + rb",? ?" + _TIME + rb"(?:" + _GAP + _PIECE + rb"){%d}" % n + _END,
        )
        for n in range(5)
    ),
    _prefix("rails", rb"[DIWEF], \[[^\]]{10,60}\] {1,2}[A-Z]{4,7} -- [^:]{0,60}: "),
    _prefix("klog", rb"[DIWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} {1,8}\d{1,8} [\w./-]{1,60}:\d{1,6}\] "),
    _prefix(
        "logcat",
        rb"(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,4}\d{1,6}[- ]{1,4}\d{1,6}[ /][^ ]{0,100} {0,2})?[VDIWE][ /][\w.-]{1,60} {0,20}(?:\( {0,6}\d{1,6}\))?: ",
    ),
    _prefix(
        "level", rb"(?:" + _LEVEL + rb"(?::[\w.]{1,80})?(?:: {0,4}| - | {1,4})|\[[^\]]{1,60}\] )"
    ),
    _prefix("nest", rb"\[Nest\] \d{1,8} {1,4}- [^\[\]]{10,60}\[[^\]]{1,60}\] "),
    _prefix("two blanks", rb"  "),
    _prefix("three blanks", rb"   "),
    _prefix("four blanks", rb"    "),
    _prefix("tab", rb"\t"),
)


def _web(line: bytes) -> bytes:
    return unescaped(_TAG.sub(b"", _BREAK.sub(b"\n", line).rstrip(b"\n")))


def _control(line: bytes) -> bytes:
    return plain(_CONTROL.sub(lambda m: _OCTAL[m.group()], line)).rstrip(b"\n")


# how a part of the lines may begin that is dressed otherwise than others
OUTER = tuple(
    re.compile(pattern).match
    for pattern in (
        rb">",
        rb"[\w.-]{1,64} {0,30}\|",
        rb"\[",
        rb"[a-z0-9-]{2,200} [a-z0-9-]{1,60} ",
        rb"[\w./-]{1,200}:",
        rb" {0,8}\d{1,7}(?: ?[:|\t]|[.)]? )",
        rb"<\d",
        _TIME,
        _LEVEL + rb"\W",
    )
)
WEB = Layer("web", _WEB.search, _web)
CONTROL = Layer("control", _CONTROL.search, _control)


def rewritten(lines: Sequence[bytes]) -> Layer | None:
    """What a page of the web, or rsyslog, has done to characters of these lines, if so."""
    if sum(1 for line in lines if _CONTROL.search(line)) > 1:
        return CONTROL
    escaped = sum(1 for line in lines if _ESCAPED.search(line))
    breaks = sum(len(_BREAK.findall(line)) for line in lines)
    framed = any(_PRE.search(line) for line in lines)
    return (
        WEB
        if framed
        or ((escaped > 1 or breaks > 1) and not any(_MARKUP.match(line) for line in lines))
        else None
    )
