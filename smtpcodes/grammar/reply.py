"""One line of a reply.

    Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
    Reply-code = %x32-35 %x30-35 %x30-39              ; RFC 5321 section 4.2

Reads more than the grammar allows (any three digits, a missing space), for what is wrong has to be
read before it can be told. Multi-line replies are put together by ``session``.
"""

from __future__ import annotations

import functools

from smtpcodes.grammar import ehlo, protocols, textclass
from smtpcodes.grammar import enhanced as enhanced_codes
from smtpcodes.grammar.late import late

_TYPOGRAPHY = late(rb"\xe2\x80[\x80-\xbf]|\xc2\xa0|\xef\xbb\xbf")
_BASE64_WORD = late(rb"[A-Za-z0-9+/]{12}")
MEMO = 4096  # reply lines that are remembered
LINE_FEED = b"\\x0a"  # how a transcript of ``check`` shows one that ended the line alone
_CRLF = b"\\x0d\\x0a"  # how some logs show the end of every line
REMEMBERED = 480  # octets of the longest of them
_LINE = late(rb"([0-9]{3})(?:([ \-])|(?=[^0-9.:/,;A-Za-z)\]}=*%@&+_~]|$))")


class ReplyLine:
    """One line of a reply, immutable, shared by all lines with the same text.

    code: the reply code, 0 to 999.
    more: True if a hyphen says that more lines follow.
    enhanced: the enhanced status code, or None.
    text: what follows code and enhanced code, stripped.
    raw: the line as it stood, without its end.
    bare: a line feed alone ended it.
    assumed: the log shows the text alone; the code is the one that such a server sends with it.
    other_protocol: True if it names another protocol than SMTP.
    foreign: True if it is not ASCII, but for the blanks, dashes and dots that a web page puts in.
    """

    __slots__ = (
        "assumed",
        "bare",
        "base64_word",
        "code",
        "enhanced",
        "foreign",
        "more",
        "other_protocol",
        "raw",
        "shape",
        "spaced",
        "text",
    )

    def __init__(
        self,
        raw: bytes,
        code: int,
        more: bool,
        spaced: bool,
        enhanced: str | None,
        text: bytes,
        assumed: bool = False,
        bare: bool = False,
    ) -> None:
        self.raw = raw
        self.bare = bare
        self.assumed = assumed
        self.code = code
        self.more = more
        self.spaced = spaced
        self.enhanced = enhanced
        self.text = text
        self.other_protocol = protocols.names(text)
        self.base64_word = code >= 400 and _BASE64_WORD.search(text) is not None
        self.foreign = not raw.isascii() and not _TYPOGRAPHY.sub(b"", raw).isascii()
        self.shape = (
            code,
            more,
            spaced,
            enhanced,
            len(raw) > 510,
            self.foreign,
            self.base64_word,
            _words(code, text, raw),
            self.other_protocol,
            assumed,
            bare,
        )

    def __repr__(self) -> str:
        return f"ReplyLine({self.raw!r})"


def _words(code: int, text: bytes, raw: bytes) -> object:
    """What the text says, without the names and numbers that vary.

    EHLO lines keep what they offer, challenges whether they are base64, everything else its class.
    """
    if code == 250:
        if text[:4].upper() in (b"AUTH", b"SIZE"):
            return text.upper()
        if ehlo.keyword(text):
            return text.split(None, 1)[0].upper(), ehlo.loopback(text)
        return (
            not text,
            textclass.of_success(text),
            enhanced_codes.malformed(text),
            ehlo.loopback(text),
            ehlo.malformed(text),
            greets(text),
        )
    elif code == 220:
        return not text, textclass.of_success(text), enhanced_codes.malformed(text), hosted(text)
    elif code in (334, 235):
        return raw[4:]
    if code < 400:
        return (
            not text,
            textclass.of_success(text),
            enhanced_codes.malformed(text),
            ehlo.loopback(text),
        )
    return textclass.normalise(text), enhanced_codes.malformed(text)


_NO_HOST = frozenset(
    (b"ESMTP", b"LMTP", b"SERVICE", b"READY", b"WELCOME", b"HELLO", b"OK", b"SIMPLE")
)  # texts begin so, and no hosts do
_HOST = late(rb"[A-Za-z0-9_.\-]{1,255}\.?\Z|\[[A-Za-z0-9:.\-]{1,255}\]\Z")


def hosted(text: bytes) -> bool:
    """True if the text of a greeting begins with what may be the name of a host (RFC 5321 section
    4.2)."""
    word = text.split(None, 1)[0] if text else b""
    return word.upper() not in _NO_HOST and (_HOST.match(word) is not None or word[:1] in _HIDING)


def greets(text: bytes) -> bool:
    """True if the text can be a greeting's alone: a host, then the protocol."""
    return hosted(text) and _GREETING.match(text) is not None


_GREETING = late(rb"\S{1,255} E?SMTP(?: |\Z)")
_HIDING = (
    b"*",
    b"<",
    b"(",
    b"{",
    b"[",
    b"$",
    b"%",
    b"x",
    b"X",
)  # a firewall, or a person who hides the name


def parse(raw: bytes) -> ReplyLine | None:
    """`raw` as a reply line;

    None if it does not begin with three digits and a blank, a hyphen or the end.
    """
    return _remembered(raw) if len(raw) < REMEMBERED else _parsed(raw)


def _parsed(raw: bytes) -> ReplyLine | None:
    bare = raw.endswith(LINE_FEED) and not raw.endswith(_CRLF)
    if bare:
        raw = raw[: -len(LINE_FEED)]
    match = _LINE.match(raw)
    if match is None:
        return None
    text = raw[match.end() :].strip()  # some servers send two blanks
    code = enhanced_codes.parse(text) if text[1:2] == b"." else None
    if code is not None:
        text = text[len(code) :].strip()
    number, mark = match.groups()
    return ReplyLine(raw, int(number), mark == b"-", mark is not None, code, text, False, bare)


_remembered = functools.lru_cache(MEMO)(_parsed)  # most replies of a log are a few


class Memo:
    """Remembers lines, for logs in which the same texts come again with other names and numbers."""

    def __init__(self) -> None:
        self.known: dict[bytes, tuple[ReplyLine, int]] = {}

    def line(self, raw: bytes) -> ReplyLine | None:
        """As ``parse``; a line that differs from a known one in numbers and one name in angle
        brackets is read as that one."""
        before, mark, after = raw.partition(b"<")
        same = before[:14] + before[14:].translate(None, b"0123456789")
        if mark:
            same += after[after.find(b">") + 1 :].translate(None, b"0123456789")
        found = self.known.get(same)
        if found is None:
            line = parse(raw)
            if line is not None and len(raw) < REMEMBERED:
                if len(self.known) >= MEMO:
                    self.known.clear()
                self.known[same] = line, len(line.raw.rstrip()) - len(line.text)
            return line
        like, start = found
        line = ReplyLine.__new__(ReplyLine)
        line.raw = raw[: -len(LINE_FEED)] if like.bare else raw
        line.assumed = like.assumed
        line.bare = like.bare
        line.code = like.code
        line.more = like.more
        line.spaced = like.spaced
        line.enhanced = like.enhanced
        line.text = line.raw[start:].strip()
        line.base64_word = like.base64_word
        line.foreign = like.foreign
        line.other_protocol = like.other_protocol
        line.shape = like.shape
        return line


def make(
    code: int,
    text: str = "",
    enhanced: str | None = None,
    more: bool = False,
    assumed: bool = False,
) -> ReplyLine:
    """A reply line from its parts, for logs that show them apart. assumed: they do not show the
    code."""
    raw = f"{code:03d}{'-' if more else ' '}{enhanced + ' ' if enhanced else ''}{text}".encode(
        "utf-8", "surrogateescape"
    )
    line = parse(raw)
    assert line is not None, raw
    return (
        ReplyLine(line.raw, line.code, line.more, line.spaced, line.enhanced, line.text, True)
        if assumed
        else line
    )
