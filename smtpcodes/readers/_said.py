"""How mail servers quote a reply in their prose: where it begins, how it goes on, what it answers.

Written for what stands in bounces: "host mx said: 550 5.1.1 ...", "Remote host said: ...", ">>>
RCPT" and "<<< 550", "(in reply to DATA command)". A reply that is written oddly ("550: 5.1.1", "550
- no", "ERROR_CODE :550") is read all the same. Knows nothing of mails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, ENHANCED, ENHANCED_CLASS, STRICT_FINAL
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers._fields import AUTH, address_end, joined, verb
from smtpcodes.session.events import CONNECTION, MESSAGE_END

_CODE = STRICT_FINAL
_DOUBLE = STRICT_FINAL + rb"[ -]"  # some repeat the code
_REPLY = (
    rb"("
    + _CODE
    + rb"(?:[ -]|[ -]?#)(?:[ \"'(<]{0,3}[#(]?"
    + ENHANCED
    + rb"|[\"'(<\[#]{0,2}[A-Za-z\x80-\xff]|: ?(?:[A-Za-z]|"
    + ENHANCED_CLASS
    + rb"[0-9])| - ?[A-Za-z]| [0-9]{1,3}$|"
    + _DOUBLE
    + rb"|[\"'(<\[*%#{=]).*|"
    + _CODE
    + rb"$)"
)
FIELD = late(
    rb"(?i)(?:diagnostic-code|status|action|final-recipient|original-recipient"
    rb"|remote-mta|reporting-mta|arrival-date|last-attempt-date|received-from-mta"
    rb"|will-retry-until|smtp-remote-recipient|final-log-id|dsn-gateway"
    rb"|original-envelope-id|x-[a-z-]{1,40}):"
)
DIAGNOSTIC = late(rb"(?i)diagnostic-code: {0,8}(?:[A-Za-z0-9-]{1,20} ?; ?)?")
_SAID = late(
    rb"(?i)(?:said: ?|ERROR_CODE ?:|\berror |refused to talk to me: ?"
    rb"|server (?:said|responded|replied): ?|returned |answered |(?:Received )?>>> "
    rb"|<<< ?|<-- ?|--- ?|\.\.\. |[:;] {0,2}|\[)[\"'\[(]{0,2}" + _REPLY
)
_BARE = late(rb"[\"'\[(]?(?:(?:SMTP|Error|Reason|\#) ?)?" + _REPLY)
_NESTED = late(
    rb"(" + _CODE + rb") <[^<>]{1,320}>\.\.\. (?=" + _CODE + rb"[ -])"
)  # Sendmail of old
_INSIDE = late(rb"(?<![0-9.])" + _REPLY)
_STAGE = (
    rb"(MAIL ?FROM|MAIL\b|RCPT ?TO|RCPT\b|end[ -]of[ -](?:data|message)|\.(?=$)|TEXT\b|DATA"
    rb"|EHLO|HELO|LHLO|STARTTLS|AUTH|BDAT|initial connection|greeting)"
)
_ASKED = late(
    rb"(?i)(?:.{0,80}?[SL]MTP error from remote (?:mail ?server|mailer|mail server"
    rb"|server)? ?(?:after|for|in reply to) (?:sending )?(?:pipelined )?"
    rb"|(?:>>>|-->|>>|Sent <<<) ?|.{0,60}?(?:in reply to|in response to|while sending"
    rb"|after sending|reply to|response to|error (?:after|in|at|during)) (?:the )?)" + _STAGE
)
END = late(
    rb"(?i) ?\((?:in reply to|reply to|in response to|state) (?:the )?"
    + _STAGE
    + rb"(?: command)?[^()]{0,40}\) *[.'\"]?$"
)
_QMAIL = (
    (late(rb"Connected to \S{1,300} but sender was rejected"), "MAIL"),
    (late(rb"\S{1,300} does not like recipient"), "RCPT"),
    (late(rb"\S{1,300} failed on DATA command"), "DATA"),
    (late(rb"\S{1,300} failed after I sent the message"), "."),
    (late(rb"Connected to \S{1,300} but greeting failed"), "CONNECT"),
    (late(rb"Connected to \S{1,300} but my name was rejected"), "HELO"),
    (late(rb".{0,300}\bSASL authentication failed; (?:server|cannot)"), "AUTH"),
)
_STOP = late(
    rb"(?i)(?:>>>|<<<|-->|<--|<[^\s<>]{1,254}>|Giving up on|Connected to|I'm not "
    rb"|Sorry[,.]|Status:|Remote host said|\.\.\. while talking|host \S{1,300} \[|-{3,}"
    rb"|={3,}|\*{3,}|[SL]MTP error from|[A-Z][A-Za-z-]{2,40}: |\S{1,254}@\S{1,254}$)"
)
_ODD = late(rb"^(" + ANY_CODE + rb")(?:[ -]?#(?=" + ENHANCED_CLASS + rb")| \1[ -]| ?: ?| - ?)")
_MORE = late(rb"(?i)(?:https?|mailto|error|smtp):")  # no name of a field
WORD = late(rb"[a-z]{2,}")
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
Unfolded = tuple[bytes, Stands]
_RECIPIENT = late(
    rb"<[^<>]{1,320}>(?: ?\(expanded from[^()]{0,330}\)?)?: |<[^<>]{1,320}> \(expanded from"
)
_VALUE = late(rb"(?i)([a-z-]{1,40}): {0,8}(.{0,2000})$")
VAGUE = late(rb"\.\.\. (?:Remote protocol error|Service unavailable)")
RULER = late(rb"\s{0,8}-{3,}")


def reply_at(text: bytes) -> int:
    """Where a reply begins in a line of prose; -1 if there is none. A quoted local part is no place
    for it."""
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


def fields(lines: Sequence[tuple[bytes, Stands]]) -> dict[bytes, bytes]:
    """The fields of a group of a report, names in small letters."""
    found: dict[bytes, bytes] = {}
    name = b""
    for text, _ in lines:
        match = _VALUE.match(text)
        if match is not None:
            name = match[1].lower()
            found.setdefault(name, match[2].strip())
        elif name and text[:1] in b" \t":
            found[name] = (found[name] + b" " + text.strip())[:1000]
    return found


def unfolded(lines: Sequence[Noted]) -> list[Unfolded]:
    """Lines of prose, each with where its pieces begin and stand: what Postfix says of a recipient
    is folded."""
    found: list[Unfolded] = []
    folded = False
    for number, raw, text in lines:
        if folded and text[:1] in b" \t":
            before, stands = found[-1]
            found[-1] = before + b" " + text.strip(), [*stands, (len(before) + 1, number, raw)]
        else:
            found.append((text, [(0, number, raw)]))
            folded = _RECIPIENT.match(text) is not None
    return found


def parts(lines: Sequence[Unfolded], start: int, report: bool) -> list[bytes]:
    """The lines of the reply that begins in the first line, at `start`."""
    text = lines[0][0]
    found = [text[start:].strip()]
    for line, _ in lines[1:]:
        more = goes_on(text, found[-1], line, report)
        if more is None:
            break
        found.append(more)
    return found


def apart(parts: Sequence[bytes]) -> tuple[list[bytes], Command | None]:
    """The lines of a reply, each with what is folded behind it, and the command that Postfix names
    at the end."""
    texts = [parts[0]]
    for part in parts[1:]:
        if part[:3] == parts[0][:3] and part[3:4] in (b"-", b" ", b""):
            texts.append(part)
        else:
            texts[-1] += b" " + part
    end = END.search(texts[-1][-200:])
    if end is None:
        return texts, None
    texts[-1] = texts[-1][: -len(end[0])]
    return texts, command(end[1])


def goes_on(first: bytes, last: bytes, line: bytes, report: bool) -> bytes | None:
    """What a line has more of the reply that began in the line `first`, and goes on after `last`;
    None if it has nothing."""
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
        return bare if line[:1] in b" \t" or FIELD.match(line) is None else None
    if _BARE.match(bare) or (_STOP.match(bare) and not _MORE.match(bare)):
        return None
    if line[:1] in b" \t":
        return bare if b"<<<" not in first else None
    return bare if len(first) >= 60 and first[:1] not in b"<>" and reply_at(bare) < 0 else None


def asked(text: bytes) -> Command | None:
    """The command that a text before a reply names."""
    match = _ASKED.match(text)
    if match is not None:
        return command(match[1])
    name = next((name for pattern, name in _QMAIL if pattern.match(text)), None)
    return _COMMANDS.get(name) or verb(name.encode()) if name is not None else None


def command(stage: bytes) -> Command:
    word = stage.decode("ascii", "replace").upper().replace(" ", "").replace("-", "")
    word = _NAMES.get(word, word)
    return _COMMANDS.get(word) or verb(word.encode())


def replies(texts: Sequence[bytes]) -> list[ReplyLine]:
    """The lines of a reply; what stands before it in the first is left out."""
    first = texts[0].lstrip(b"\"'[( ")
    nested = _NESTED.match(first)
    first = first[nested.end() :] if nested is not None else first
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


def words(text: bytes) -> bytes:
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
