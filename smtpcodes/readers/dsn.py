"""Bounce messages: delivery status notifications (RFC 3464) and the prose of mail servers.

    Diagnostic-Code: smtp; 550 5.1.1 <b@d.example>: Recipient address rejected: User unknown            (RFC 3464)
    <b@d.example>: host mx.d.example[192.0.2.9] said: 550 5.1.1 User unknown (in reply to RCPT TO command)      (Postfix 3.7)
      SMTP error from remote mail server after RCPT TO:<b@d.example>: 550 User unknown                  (Exim 4.96)

A reply is told once though prose and report repeat it, with the stage where the text names it; it stands where its first line is. A bounce
that has but a Status field shows no reply, and none is made up. Of the message that comes back, nothing is read (``_mail``). Postfix's
mails to the postmaster ("In:", "Out:") are whole dialogues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers._fields import AUTH, UNSHOWN, address_end, joined, verb
from smtpcodes.readers._mail import Mail
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import CONNECTION, MESSAGE_END, Close, Line

LINES = 60  # of a paragraph
TOLD = 200  # replies of one mail
_CODE = rb"[245][0-5][0-9]"
_DOUBLE = rb"[245][0-5][0-9][ -]"  # some repeat the code
_REPLY = (
    rb"("
    + _CODE
    + rb"(?:[ -]|[ -]?#)(?:[ \"'(<]{0,3}[#(]?[245]\.[0-9]{1,3}\.[0-9]{1,3}|[\"'(<\[#]{0,2}[A-Za-z\x80-\xff]|: ?[A-Za-z]|"
    + _DOUBLE
    + rb"|[\"'(<\[*%#{=]).*|"
    + _CODE
    + rb"$)"
)
_FIELD = re.compile(
    rb"(?i)(?:diagnostic-code|status|action|final-recipient|original-recipient|remote-mta|reporting-mta|arrival-date|last-attempt-date|received-from-mta|will-retry-until|smtp-remote-recipient|final-log-id|dsn-gateway|original-envelope-id|x-[a-z-]{1,40}):"
)
_SIGNS = re.compile(
    rb"(?i)(?:From: .{0,80}(?:mailer-daemon|postmaster|mail delivery|delivery sub|bounce)|Auto-Submitted: |X-Failed-Recipients: |Subject: .{0,60}(?:undeliver|delivery (?:status|failed|failure|has failed|report)|returned mail|mail delivery|failure notice|non[- ]?remis|errors from|unzustellbar)|Return-Path: <>|Content-Type: (?:multipart/report|message/delivery-status)|Diagnostic-Code: |Final-Recipient: |Reporting-MTA: )"
)
_PROSE = re.compile(
    rb"(?i)(?:This is the (?:mail system at host|Postfix program|qmail-send program)|Hi\. This is the |I'm sorry to have to inform you that your message|This message was created automatically by mail delivery"
    rb"|A message that you (?:have )?sent (?:could not be|has not)|\s{0,8}-{3,8} (?:Transcript of session follows|The following addresses had )|Delivery has failed to these recipients|Your message (?:wasn't|could not be|couldn't be) delivered"
    rb"|\*\* Address not found \*\*|Diagnostic information for administrators:|The response (?:from the remote server )?was:|<[^\s<>]{1,254}>: host \S{1,300} said: |<[^\s<>]{1,254}> ?\(expanded from |\s{1,8}[SL]MTP error from remote mail(?:er| server) after )"
)
_DIAGNOSTIC = re.compile(rb"(?i)diagnostic-code: {0,8}(?:[A-Za-z0-9-]{1,20} ?; ?)?")
_SAID = re.compile(
    rb"(?i)(?:said: ?|refused to talk to me: ?|server (?:said|responded|replied): ?|returned |answered |(?:Received )?>>> |<<< ?|<-- ?|--- ?|\.\.\. |[:;] {0,2}|\[)[\"'\[(]{0,2}"
    + _REPLY
)
_BARE = re.compile(rb"[\"'\[(]?(?:(?:SMTP|Error|Reason|\#) ?)?" + _REPLY)
_INSIDE = re.compile(rb"(?<![0-9.])" + _REPLY)
_STAGE = rb"(MAIL ?FROM|MAIL\b|RCPT ?TO|RCPT\b|end[ -]of[ -](?:data|message)|\.(?=$)|TEXT\b|DATA|EHLO|HELO|LHLO|STARTTLS|AUTH|BDAT|initial connection|greeting)"
_ASKED = re.compile(
    rb"(?i)(?:.{0,80}?[SL]MTP error from remote (?:mail ?server|mailer|mail server|server)? ?(?:after|for|in reply to) (?:sending )?(?:pipelined )?"
    rb"|(?:>>>|-->|>>|Sent <<<) ?|.{0,60}?(?:in reply to|in response to|while sending|after sending|reply to|response to|error (?:after|in|at|during)) (?:the )?)"
    + _STAGE
)
_END = re.compile(
    rb"(?i) ?\((?:in reply to|reply to|in response to|state) (?:the )?"
    + _STAGE
    + rb"(?: command)?[^()]{0,40}\) *[.'\"]?$"
)
_QMAIL = (
    (re.compile(rb"Connected to \S{1,300} but sender was rejected"), "MAIL"),
    (re.compile(rb"\S{1,300} does not like recipient"), "RCPT"),
    (re.compile(rb"\S{1,300} failed on DATA command"), "DATA"),
    (re.compile(rb"\S{1,300} failed after I sent the message"), "."),
    (re.compile(rb"Connected to \S{1,300} but greeting failed"), "CONNECT"),
    (re.compile(rb"Connected to \S{1,300} but my name was rejected"), "HELO"),
    (re.compile(rb".{0,300}\bSASL authentication failed; (?:server|cannot)"), "AUTH"),
)
_STOP = re.compile(
    rb"(?i)(?:>>>|<<<|-->|<--|<[^\s<>]{1,254}>|Giving up on|Connected to|I'm not |Sorry[,.]|Status:|Remote host said|\.\.\. while talking|host \S{1,300} \[|-{3,}|={3,}|\*{3,}|[SL]MTP error from|[A-Z][A-Za-z-]{2,40}: |\S{1,254}@\S{1,254}$)"
)
_ODD = re.compile(rb"^([0-9]{3})(?:[ -]?#(?=[245]\.)| \1[ -]| : ?)")
_MORE = re.compile(rb"(?i)(?:https?|mailto|error|smtp):")  # no name of a field
_IN_OUT = re.compile(rb" (?:(?P<c>In: )|(?P<s>Out:)) {0,2}")
# RFC 5322 section 3.6, and what delivery adds
_MAIL = re.compile(
    rb"(?i)(?:received|delivered-to|return-path|from|to|cc|subject|date|message-id|mime-version|content-type|x-received|newsgroups|path|x-original-to|envelope-to|delivery-date|authentication-results|dkim-signature|references|reply-to|sender): ?|From \S+ +[A-Z][a-z]{2} "
)
_JSON = re.compile(
    rb'"(?:reason|diagnosticCode|smtpResponse|response)"\s{0,4}:\s{0,4}"((?:[^"\\]|\\.){3,2000})"'
)
_WORD = re.compile(rb"[a-z]{2,}")
_NAMES = {
    "MAILFROM": "MAIL",
    "RCPTTO": "RCPT",
    "TEXT": ".",
    "ENDOFDATA": ".",
    "ENDOFMESSAGE": ".",
    "INITIALCONNECTION": "CONNECT",
    "GREETING": "CONNECT",
}
_COMMANDS = {
    "CONNECT": CONNECTION,
    ".": MESSAGE_END,
    "AUTH": AUTH,
    **{name: Command(name.encode(), name, b"") for name in ("DATA", "STARTTLS")},
}

Noted = tuple[int, bytes, bytes]  # a line's number, as it stands, decoded
Stands = list[tuple[int, int, bytes]]  # where in a text a line begins, its number, as it stands
_RECIPIENT = re.compile(
    rb"<[^<>]{1,320}>(?: ?\(expanded from[^()]{0,330}\)?)?: |<[^<>]{1,320}> \(expanded from"
)
_RULER = re.compile(rb"\s{0,8}-{3,}")


class Told:
    """A reply of a bounce, and where it stands."""

    __slots__ = ("lines", "number", "raw", "stage", "words")

    def __init__(self, lines: list[ReplyLine], stage: Command, number: int, raw: bytes) -> None:
        self.lines, self.stage, self.number, self.raw = lines, stage, number, raw
        self.words = frozenset(_WORD.findall(b" ".join(line.text for line in lines).lower()))

    def same(self, other: Told) -> bool:
        """Is the other the same reply, told again in more or fewer words?"""
        if self.lines[0].code != other.lines[0].code:
            return False
        a, b = (
            next((line.enhanced for line in x.lines if line.enhanced), None) for x in (self, other)
        )
        return (a == b or a is None or b is None) and 5 * len(self.words & other.words) >= 3 * min(
            len(self.words), len(other.words)
        )


class Dsn(Reader):
    NAME = FAMILY = "dsn"
    TITLE = "bounce messages (RFC 3464, Postfix, Exim, qmail, Sendmail)"
    SHOWS = "the reply, its enhanced code, and often the stage"
    HIDES = "the session"
    SEES = Sees(0)
    WEAK = False
    LATE = True

    def __init__(self) -> None:
        self.mail: Mail | None = None
        self.count = self.number = 0
        self.dialogue = False  # In: and Out: follow
        self.paragraph: list[Noted] = []
        self.told: list[Told] = []
        self.spoken = False  # in a transcript of a session: lines without a mark are no server's
        self.stage = UNSHOWN
        self.where: dict[
            object, tuple[int, bytes]
        ] = {}  # how many lines before the last one a session's reply stands, and its line

    def take(self, line: bytes) -> Sequence[Item] | None:
        self.number += 1
        self.where.clear()
        if self.mail is None:
            if line[:2] in (b'{"', b"[{") and _JSON.search(line[:100_000]):
                for match in _JSON.finditer(line[:1_000_000]):
                    self._found([match[1]], UNSHOWN, self.number, line)
                return self._tell()
            if (
                _MAIL.match(line) is None
                and _SIGNS.match(line) is None
                and _PROSE.match(line) is None
            ):
                return None
            self.mail = Mail(_FIELD.match(line) is None and _PROSE.match(line) is None)
        items: list[Item] = []
        for text in self.mail.lines(line):
            items += self._text(text, line)
        if self.mail.begun or (self.told and not self.mail.shown):
            items += self._tell()
            self.dialogue = False
        return items

    def _text(self, text: bytes, line: bytes) -> Sequence[Item]:
        """A line that the mail server wrote."""
        if text.startswith(b"Transcript of session follows"):
            self.dialogue = True
            items = self._tell()
            self.count += 1
            return items
        if self.dialogue:
            return self._dialogue(text)
        if not text.strip() or len(self.paragraph) >= LINES:
            self._paragraph()
        if text.strip():
            self.paragraph.append((self.number, line, text[:4000]))
        return NOTHING

    def _dialogue(self, text: bytes) -> Sequence[Item]:
        match = _IN_OUT.match(text)
        if match is not None:
            if match["c"]:
                return ((self.count, Line(text[match.end() :])),)
            parsed = reply.parse(text[match.end() :])
            return ((self.count, parsed),) if parsed is not None else NOTHING
        if text.strip():
            self.dialogue = False
            return ((self.count, Close()),)
        return NOTHING

    def _paragraph(self) -> None:
        """The replies of a paragraph."""
        lines, self.paragraph = _unfolded(self.paragraph), []
        at = 0
        while at < len(lines):
            text, stands = lines[at]
            at += 1
            if _RULER.match(text):
                self.spoken = False
            diagnostic = _DIAGNOSTIC.match(text)
            if diagnostic is None and _FIELD.match(text):
                continue
            start = diagnostic.end() if diagnostic is not None else _reply_at(text)
            before = text[: max(start, 0)] if start >= 0 else text
            self.stage = _asked(before.strip()) or self.stage
            if start < 0 or (start == 0 and self.spoken):
                continue
            parts = [text[start:].strip()]
            while (
                at < len(lines)
                and (more := _goes_on(text, parts[-1], lines[at][0], diagnostic is not None))
                is not None
            ):
                parts.append(more)
                at += 1
            if diagnostic is not None and b"=?" in parts[0]:
                parts = [_words(b" ".join(parts))]
            _, number, raw = next(x for x in reversed(stands) if x[0] <= start)
            self._found(parts, self.stage, number, raw, diagnostic is not None)
            self.spoken = self.spoken or b"<<<" in before

    def _found(
        self, parts: Sequence[bytes], stage: Command, number: int, raw: bytes, report: bool = False
    ) -> None:
        """A reply: a new one, or one of which more is known now."""
        texts = [parts[0]]
        for part in parts[1:]:
            if part[:3] == parts[0][:3] and part[3:4] in (b"-", b" ", b""):
                texts.append(part)
            else:
                texts[-1] += b" " + part
        end = _END.search(texts[-1][-200:])
        if end is not None:
            texts[-1] = texts[-1][: -len(end[0])]
            stage = _command(end[1])
        lines = _replies(texts)
        if not lines or lines[0].code < 400:
            return
        self.stage = UNSHOWN
        told = Told(lines, stage, number, raw)
        for at, known in enumerate(self.told):
            if known.same(told):
                best = told if len(told.words) > len(known.words) else known
                best.stage = known.stage if known.stage is not UNSHOWN else stage
                self.told[at] = best
                return
        if len(self.told) < TOLD:
            self.told.append(told)

    def _tell(self) -> list[Item]:
        """All replies of a mail, when its own text is over."""
        self._paragraph()
        items: list[Item] = []
        for told in self.told:
            self.count += 1
            self.where[self.count] = self.number - told.number, told.raw
            items += [
                (self.count, told.stage),
                *((self.count, x) for x in told.lines),
                (self.count, Close()),
            ]
        self.told.clear()
        self.stage, self.spoken = UNSHOWN, False
        return items

    def place(self, key: object, number: int, line: bytes) -> tuple[int, bytes]:
        back, line = self.where.get(key, (0, line))
        return number - back, line

    def finish(self) -> Sequence[Item]:
        self.number += 1
        self.where.clear()
        return self._tell()

    def sniff(self, head: Sequence[bytes]) -> float:
        if (
            head
            and head[0][:2] in (b'{"', b"[{")
            and any(b"ounce" in line or b"sg_" in line or b'"reason"' in line for line in head[:5])
        ):
            return 0.6
        top = [line for line in head[:60] if line.strip() and line[:1] not in b" \t"][:6]
        headers = sum(1 for line in top if _MAIL.match(line))
        signs = sum(1 for line in head if _SIGNS.match(line))
        if headers >= 3 or (headers and headers == len(top) and signs):
            return min(0.97, 0.7 + 0.05 * signs)
        prose = sum(1 for line in head[:60] if _PROSE.match(line))
        if prose and any(_reply_at(line) >= 0 for line in head):
            return 0.6
        return min(0.9, 0.5 + 0.1 * signs) if signs >= 2 else 0.0


def _reply_at(text: bytes) -> int:
    """Where a reply begins in a line of prose; -1 if there is none. A quoted local part is no place for it."""
    bare = text.lstrip()
    match = _BARE.match(bare)
    if match is not None:
        return len(text) - len(bare) + match.start(1)
    at = 0
    while (match := _SAID.search(text, at)) is not None:
        quoted = text.find(b'<"', at)
        if not 0 <= quoted < match.start():
            return match.start(1)
        at = max(quoted + 1, address_end(text, quoted + 1))
    return -1


def _unfolded(lines: Sequence[Noted]) -> list[tuple[bytes, Stands]]:
    """Lines of prose, each with where its pieces begin and stand: what Postfix says of a recipient is folded."""
    found: list[tuple[bytes, Stands]] = []
    folded = False
    for number, raw, text in lines:
        if folded and text[:1] in b" \t":
            before, stands = found[-1]
            found[-1] = before + b" " + text.strip(), [*stands, (len(before) + 1, number, raw)]
        else:
            found.append((text, [(0, number, raw)]))
            folded = _RECIPIENT.match(text) is not None
    return found


def _goes_on(first: bytes, last: bytes, line: bytes, report: bool) -> bytes | None:
    """What a line has more of the reply that began in the line `first`, and goes on after `last`; None if it has nothing."""
    bare = line.strip()
    if last[3:4] == b"-" and bare[:4] in (b"<<< ", b"<-- "):
        bare = bare[4:].strip()
    if (
        bare[:3] == last[:3]
        and bare[:3].isdigit()
        and bare[3:4] in (b"-", b" ", b"")
        and last[3:4] == b"-"
    ):
        return bare
    if report:
        return bare if line[:1] in b" \t" or _FIELD.match(line) is None else None
    if _BARE.match(bare) or (_STOP.match(bare) and not _MORE.match(bare)):
        return None
    if line[:1] in b" \t":
        return bare if b"<<<" not in first else None
    return bare if len(first) >= 60 and first[:1] not in b"<>" and _reply_at(bare) < 0 else None


def _asked(text: bytes) -> Command | None:
    """The command that a text before a reply names."""
    match = _ASKED.match(text)
    if match is not None:
        return _command(match[1])
    name = next((name for pattern, name in _QMAIL if pattern.match(text)), None)
    return _COMMANDS.get(name) or verb(name.encode()) if name is not None else None


def _command(stage: bytes) -> Command:
    word = stage.decode("ascii", "replace").upper().replace(" ", "").replace("-", "")
    word = _NAMES.get(word, word)
    return _COMMANDS.get(word) or verb(word.encode())


def _replies(texts: Sequence[bytes]) -> list[ReplyLine]:
    """The lines of a reply; what stands before it in the first is left out."""
    first = texts[0].lstrip(b"\"'[( ")
    if _BARE.match(first) is None:
        inside = _INSIDE.search(first)
        if inside is None:
            return []
        first = inside[1]
    found: list[ReplyLine] = []
    for text in (*joined(first), *texts[1:]):
        text = _ODD.sub(rb"\1 ", text.rstrip(b" \"'"))
        if text.count(b")") > text.count(b"("):  # it stood in parentheses
            text = text.removesuffix(b")")
        line = reply.parse(text)
        if line is not None and (not found or line.code == found[0].code):
            found.append(line)
    last = found[-1] if found else None
    if last is not None:
        found[-1] = ReplyLine(last.raw, last.code, False, last.spaced, last.enhanced, last.text)
    return found


def _words(text: bytes) -> bytes:
    """Words encoded as RFC 2047 has it."""
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        parts: Iterator[bytes] = (
            part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
            for part, _ in decode_header(text.decode("utf-8", "replace"))
        )
        return b"".join(parts)
    except (HeaderParseError, ValueError):
        return text
