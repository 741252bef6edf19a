"""A whole reply: its lines put together, and what their form tells.

the code is the same on every line                ; RFC 5321 section 4.2.1
so is the enhanced code                           ; RFC 2034 section 4
"""

from __future__ import annotations

import re
from enum import IntEnum

from smtpcodes.grammar import ehlo, enhanced, sasl
from smtpcodes.grammar.late import late
from smtpcodes.grammar.reply import ReplyLine, hosted
from smtpcodes.grammar.textclass import TextClass, of_success, textclass


class ReplyForm(IntEnum):
    """What the form of a reply tells, without its words."""

    MULTILINE = 1
    CODES_DIFFER = 2
    ENHANCED_DIFFERS = 4
    ENHANCED_MISSING = 8  # on some of the lines
    NO_SPACE = 16  # no blank after the code of the last line
    LONG_LINE = 32  # a line over 512 octets with CRLF
    MALFORMED_ENHANCED = 64
    NOT_BASE64 = 128  # the text of a 334
    TOKEN_ERROR = 256  # a 334 that carries the error of an OAuth token (RFC 7628 section 3.2.2)
    BASE64_DATA = 512  # the text of a 235 is base64 and nothing else
    UNTERMINATED = 1024  # the last line has a hyphen
    MASKED = 2048  # the log hides the text
    EMPTY = 4096  # no text
    BASE64_WORD = 8192  # a refusal with a long word that could be base64
    # the text of a 334 is the prompt of LOGIN, readable: the log decodes, or the server does not
    # encode
    PROMPT = 16384
    CODE_ASSUMED = 32768  # the log shows the text alone
    NON_ASCII = 65536  # an octet over 127
    NAMELESS = 131072  # the first line of a 220 names no host
    CUT = 262144  # unterminated, and the log ends here
    BLANKS = 524288  # a 334 with nothing but blanks after its own
    OTHER_PROTOCOL = 1 << 20  # it names another protocol than SMTP
    SPACED = 1 << 22  # a 334 with two blanks, and a text after them
    BARE_LINE_FEED = 1 << 21  # a line feed alone ends a line; ``check`` writes it as \\x0a


class Reply:
    """A reply, immutable, shared by all replies with the same lines.

    lines: its lines, at least one. token: what rules may look at, all of it finite.
    """

    __slots__ = ("code", "enhanced", "form", "lines", "offers", "text_class", "token")

    def __init__(self, lines: tuple[ReplyLine, ...], unterminated: int = 0) -> None:
        last = lines[-1]
        self.lines = lines
        self.code = last.code
        self.enhanced = lines[0].enhanced or next((x.enhanced for x in lines if x.enhanced), None)
        self.form = _form(lines) | unterminated
        if self.code >= 400:
            self.text_class = textclass(self.text)
        else:  # its first line tells; what a challenge says is for the client's program alone
            self.text_class = (
                of_success(lines[0].text) if self.code not in (354, 334) else TextClass.NONE
            )
        self.offers: ehlo.Offers | None = None
        self.token = (self.code, self.enhanced, self.text_class, self.form)

    @property
    def text(self) -> str:
        """Everything after code and enhanced code, lines joined by a line feed."""
        return "\n".join(x.text.decode("utf-8", "surrogateescape") for x in self.lines)

    def listed(self) -> ehlo.Offers | None:
        """What the reply offers, taken as one to EHLO or LHLO;

        None if the log lacks its first line, which names the server.
        """
        if ehlo.keyword(self.lines[0].raw[4:]):
            return None
        if self.offers is None:
            local = ehlo.loopback(self.lines[0].text)
            lines = self.lines[1:]
            known = _OFFERS.get((lines, local))
            if known is None:
                known = ehlo.parse((x.raw[4:] for x in lines), local)
                if len(_OFFERS) >= MEMO:
                    _OFFERS.clear()
                _OFFERS[(lines, local)] = known
            self.offers = known
        return self.offers

    def __repr__(self) -> str:
        return f"Reply({self.code}, {self.enhanced}, {self.text[:60]!r})"


MEMO = 2048
_OFFERS: dict[
    tuple[tuple[ReplyLine, ...], bool], ehlo.Offers
] = {}  # by the lines themselves: equal lines are one object
_REPLIES: dict[tuple[ReplyLine, ...], Reply] = {}


def of(lines: tuple[ReplyLine, ...]) -> Reply:
    """The reply of these lines; the same one for the same lines."""
    found = _REPLIES.get(lines)
    if found is None:
        found = Reply(lines)
        if len(_REPLIES) >= MEMO:
            _REPLIES.clear()
        _REPLIES[lines] = found
    return found


def _form(lines: tuple[ReplyLine, ...]) -> int:
    last = lines[-1]
    form = _agreement(lines) if len(lines) > 1 else 0
    if not last.spaced:
        form |= ReplyForm.NO_SPACE
    if not last.text:
        form |= ReplyForm.EMPTY
    if last.assumed:
        form |= ReplyForm.CODE_ASSUMED
    for line in lines:
        form |= _of_line(line, last.code)
    return form | _of_text(lines)


def _agreement(lines: tuple[ReplyLine, ...]) -> int:
    """Whether the lines of one reply agree in their codes (RFC 5321 section 4.2.1, RFC 2034 section
    4)."""
    form: int = ReplyForm.MULTILINE
    if any(x.code != lines[-1].code for x in lines):
        form |= ReplyForm.CODES_DIFFER
    codes = {x.enhanced for x in lines}
    if len(codes) > 1:
        form |= ReplyForm.ENHANCED_MISSING if None in codes else 0
        form |= ReplyForm.ENHANCED_DIFFERS if len(codes - {None}) > 1 else 0
    return form


def _of_line(line: ReplyLine, code: int) -> int:
    """What is peculiar in one line of a reply with this code."""
    form = 0
    if len(line.raw) > 510:
        form |= ReplyForm.LONG_LINE
    if line.base64_word:
        form |= ReplyForm.BASE64_WORD
    if line.foreign:
        form |= ReplyForm.NON_ASCII
    if line.bare:
        form |= ReplyForm.BARE_LINE_FEED
    if line.other_protocol:
        form |= ReplyForm.OTHER_PROTOCOL
    if (
        line.enhanced is None
        and line.text[:1] in _DIGITS
        and line.text
        and code >= 200
        and enhanced.malformed(line.text)
    ):
        form |= ReplyForm.MALFORMED_ENHANCED
    return form


def _of_text(lines: tuple[ReplyLine, ...]) -> int:
    """What the text of a greeting, a challenge or a success of AUTH shows."""
    last = lines[-1]
    form = 0
    if last.code == 220:
        form |= 0 if hosted(lines[0].text) else ReplyForm.NAMELESS
    elif last.code == 334:
        form |= _challenge(last.raw[4:].strip())
        if last.raw[4:] and not last.raw[4:].strip():
            form |= ReplyForm.BLANKS
        elif last.raw[3:5] == b"  ":
            form |= ReplyForm.SPACED
    elif last.code == 235 and len(last.text) >= 8 and b" " not in last.text:
        data = sasl.decode(last.text)  # "v=" begins the last message of SCRAM (RFC 5802 section 7)
        form |= (
            ReplyForm.BASE64_DATA
            if data is not None and (last.text.endswith(b"=") or data.startswith(b"v="))
            else 0
        )
    return form


_DIGITS = b"0123456789"


_NOTED = late(
    rb"([A-Za-z0-9+/]{8,}={0,2})[ \t]{1,20}"
    rb"(?:[(\[<#\x22'*=-]|//|\xe2\x86\x90|\xe2\x80[\x93\x94\x9c]).{1,200}",
    re.S,
)
# "Username" and "Pass" would be base64 as well; no server asks for the octets that it decodes to
_PROMPTS = frozenset(b"user|username|user name|user id|login|password|pass word|pass".split(b"|"))


def _challenge(text: bytes) -> int:
    if not text:
        return 0
    if text.lower().rstrip(b":\0") in _PROMPTS:
        return ReplyForm.PROMPT
    decoded = sasl.decode(text)
    if decoded is None and (noted := _NOTED.fullmatch(text)) is not None:
        decoded = sasl.decode(noted[1])  # somebody has written beside it what it means
    if decoded is None:
        return ReplyForm.MASKED if sasl.is_masked(text) else ReplyForm.NOT_BASE64
    return ReplyForm.TOKEN_ERROR if decoded.startswith(b"{") and b'"status"' in decoded else 0
