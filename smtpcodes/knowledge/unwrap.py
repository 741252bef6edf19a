"""A reply out of its wrapping: log lines, bounces, transcripts, texts of exceptions.

Each wrapping is anchored by words of its own and looked for once; what is none of them is taken as
the reply itself.
"""

from __future__ import annotations

import re

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import (
    CLOCK,
    ENHANCED,
    ENHANCED_FAILURE,
    FAILURE_CODE,
    STRICT_CODE,
    STRICT_FAILURE,
    text,
)
from smtpcodes.knowledge import answered, apart, enclosed, loosely
from smtpcodes.record import NamedTuple

LIMIT = 20_000  # characters that are looked at
_FAR = 300  # characters between the class of an exception and its reply
_CODE, _FAILURE = text(STRICT_CODE), text(STRICT_FAILURE)
_ANY_FAILURE = text(FAILURE_CODE)
_STATUS = text(ENHANCED)
_AFTER = r"(?: |-(?![0-9]{1,3}-)|:(?=\s)|$"  # 200-207-91-189 is a host, 550-5.1.1 a line of a reply
_AT_START = late(rf"{_CODE}{_AFTER})")
_REPLY = late(
    rf"(?:(?<![\w.-])|(?<=\\[nr])|(?<=[-=<>]-))({_CODE}){_AFTER}|(?=#?{text(ENHANCED_FAILURE)}))(?:\s?#?{_STATUS}\b)?"
)
# A greeting that accepts in its first lines and refuses in its last, joined with blanks.
_LATER = late(rf"\s(?={_FAILURE}[ -]#?{_STATUS}\s)")
_LAST = late(rf"\s(?={_FAILURE} )")
_AFTER_DATA = late(rf"\s\.\s(?={_FAILURE}[ -])")  # a dialogue on one line: the dot, and its reply
_BEFORE = late(
    r"(?is)(?:smtp;\s*+|said:\s*+|server (?:said|message|response|responded|replied)[^:]{0,40}:\s*+"
    r"|diagnostic-code:\s*+(?:smtp;)?\s*+|response(?: from [^:\n]{1,60})?(?: was)?:\s*+['\"]?"
    r"|error from remote mail server after [^:]{0,200}:(?:<[^>]{0,200}>[^:]{0,80}:)?\s*+(?:host "
    r"[^:]{1,200}:\s*+)?|refused to talk to me:\s*+"
    r"|\bhost [^\s:]{1,200}(?: \[[^\]]{0,60}\])?:\s*+|message:\s*+['\"]?|error:\s*+)"
    rf"(?=['\"]?(?:{_CODE}(?:[ -]|[.:]\s)|{_ANY_FAILURE}[ -](?={_STATUS}\s)|{_STATUS}[ :]))"
)
_ANNOUNCES = tuple(
    "smtp; said: server diagnostic response remote refused host message: error:".split()
)
_EXPANDED = late(r"\s\(expanded from [^()\n]{1,320}\)(?=:)")  # Postfix's note on an alias
_BARE = late(rf":\s(?={_STATUS}\s)")  # an enhanced code whose reply code was dropped
# Names of .NET between a code and its status: "451 ErrorInProcessing. System.Exception: 4.7.500
# Access denied".
_CLASS = late(
    rf"\A({_CODE}) (?:[A-Za-z]{{3,40}}[.:] ?)?(?:[A-Za-z.]{{1,60}}Exception: ?)?(?={_STATUS}\s)"
)
_SIGNED = late(rf"^({_CODE})[.:]\s")
_SENTENCE = late(rf", {_FAILURE} [A-Z][a-z]")  # "cannot send, 553 Relaying disallowed"
# "Net::SMTPServerBusy in Mailer#send 421 Too many": the class of an exception, somewhere before.
_RAISED = late(r"SMTP[A-Za-z]{0,40}(?:Error|Exception|Busy|Refused)\b")
_SPOKEN = late(rf"{_FAILURE} [A-Za-z]{{2}}")
_MARK = late(
    rf"(?:{text(CLOCK)}\S* ?)?"
    r"(?:S:|SMTP(?:>\||<\||<<|>>)|<<<|<-+|<~\*?|<\*\*|<=+|<)\s{0,4}"
)
# What a client may be refused and go on: a later refusal tells more.
_PROBE = late(
    r"(?i)(?:(?:C:|>>>|SMTP>>|[-=~]{0,4}>)\s{0,4})?(?:EHLO|HELP|VRFY|EXPN|NOOP|RSET|XCLIENT|XFORWARD)\b"
)
_TAIL = late(
    r"\s(?:msmtp: could not send mail|at [\w.$]{3,200}\(|[Ss]tack ?[Tt]race:|Traceback \(|#0 ).*\Z"
    r"|['\"]?, Port:? [0-9]{1,5}, .*\Z"  # Outlook Express
    r"|\s(?:Giving up on [\w.:\[\]-]{3,80}|I'm not going to try again; this message).*\Z"  # qmail
    r"|\s(?:[0-9]{1,6}\s{1,4})?SMTP(?:<<|>>|\(close\)>>).*\Z",  # the next line of Exim's dialogue
    re.S,
)
_TAILS = (
    "msmtp: ",
    "at ",
    "race",
    "#0 ",
    ", Port",
    "SMTP",
    "Giving up",
    "not going to",
)  # one of them stands in a tail
_NAMES = ("error", "code", "status", "smtp", "reply", "response", "exception", "server")
_MARKS = ("<**", "<~*", "<-", "<~", "<--", "<=")  # swaks and its like, before what the server says
_ESCAPES = {"\\r\\n": "\n", "\\n": "\n", "\\r": "\n", "\\t": " ", "\\'": "'", '\\"': '"'}


# The server that a wrapping names, before the reply begins: "host mx.example.net[192.0.2.1] said:".
_HOST = late(
    r"(?i)(?:(?:\b(?:server|host|to|at)\s|\brelay=|\bh=)[\"'(]?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})(?=[\[\s:,)\"'])"
    r"|(?<![@\w.-])((?:e?mail|smtp|mx)[a-z0-9-]{0,40}\.(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})\b)"
)


class Unwrapped(NamedTuple):
    """What was found. reply: the reply's lines joined by line feeds. command: the verb that it
    answers, if told. host: the server, if named."""

    reply: str
    command: str | None
    host: str | None = None


def unwrap(query: str) -> Unwrapped:
    """The reply in any text. Never fails: a text with no reply in it comes back as it is."""
    found = _of_web(query) or _unwrapped(query)
    before = query[:LIMIT].partition(found.reply[:3])[0] if found.reply[:3].isdigit() else ""
    named = _HOST.search(before) if "." in before else None
    return (
        found if named is None else found._replace(host=(named.group(1) or named.group(2)).lower())
    )


def _unwrapped(query: str) -> Unwrapped:
    text = enclosed.plain(query[:LIMIT]).strip()
    if "(expanded from " in text:
        text = _EXPANDED.sub("", text)
    command = answered.command(text)
    told_apart = enclosed.of_json(text)
    if told_apart is not None:
        text = told_apart
        command = answered.command(text) or command
    if _AT_START.match(text) is None or "xpected" in text:
        found = apart.told(text, _unescaped)
        if found is not None:
            return Unwrapped(found, command)
    if "\n" in text:
        text = _failing(text)
    start = 0
    if _AT_START.match(text) is None:
        sure = _announced(text)
        whole = _apart(text, sure)
        if whole is not None:
            return Unwrapped(_folded(whole), command)
        bare = _BARE.search(text) if sure is None else None
        start = sure if sure is not None else bare.end() if bare is not None else 0
    elif text[:1] in ("2", "3"):
        start = _past_number(text)
    rest = text[start:].lstrip("'\"")
    if rest[:1] in ("2", "3") and _AT_START.match(rest) is not None:
        later = _LATER.search(rest) or (_LAST if rest[3:4] == "-" else _AFTER_DATA).search(rest)
        if later is not None:
            rest = rest[later.end() :]
    return Unwrapped(_folded(_bare(rest)), command)


def _bare(rest: str) -> str:
    """A reply without what stands behind it, and without what a library puts behind its code."""
    if any(word in rest for word in _TAILS):
        rest = _TAIL.sub("", rest)
    rest = rest.rstrip()
    cut = answered.named(rest)
    if cut is not None and cut.group(1):
        rest = rest[: cut.start()].rstrip()
    rest = _unescaped(rest)
    if rest[3:4] in (".", ":"):
        rest = _SIGNED.sub(r"\1 ", rest)
    return _CLASS.sub(r"\1 ", rest) if rest[4:5].isalpha() else rest


def _of_web(query: str) -> Unwrapped | None:
    """The reply behind a web server's line, or None."""
    at = loosely.web(query)
    inner = _unwrapped(query[at : at + LIMIT]) if at else None
    return inner if inner is not None and inner.reply[:3].isdigit() else None


def _apart(text: str, sure: int | None) -> str | None:
    """The reply of a text whose code stands apart from its words, or is announced by little."""
    if sure is None or text[sure + 1 : sure + 2] == "." or not text[sure + 3 :].strip(" )]}."):
        # no code stands with the text
        found = apart.named(text, _unescaped, sure)
        if found is not None:
            return found
    loose = loosely.told(text) if sure is None else None
    return None if loose is None else _TAIL.sub("", loose).rstrip()


def _past_number(text: str) -> int:
    """Where the reply begins in a text that begins with a number: that of a line of a log is no
    reply where a failure is announced behind it."""
    later = _BEFORE.search(text)
    fails = later is not None and text[later.end() :].lstrip("'\"")[:1] in ("4", "5")
    return later.end() if later is not None and fails else 0


def _announced(text: str) -> int | None:
    """Where a reply begins that words or signs announce; None if there is none."""
    low = text.lower()
    before = _BEFORE.search(text) if any(word in low for word in _ANNOUNCES) else None
    if before is not None:
        return before.end() + (text[before.end() : before.end() + 1] in ("'", '"'))
    # a fraction of a second may go before it
    found = next((match for match in _REPLY.finditer(text) if _sure(text, match)), None)
    return found.start() if found is not None else None


def _failing(text: str) -> str:
    """Of a transcript with several replies the first that fails, without the marks of its side; any
    other text as it is."""
    raw = [line.strip() for line in text.splitlines()]
    lines = [
        line if line[:1].isdigit() and _AT_START.match(line) else _MARK.sub("", line, count=1)
        for line in raw
    ]
    codes = [line[:3] if _AT_START.match(line) else "" for line in lines]
    told = next((n for n, code in enumerate(codes) if code), None)
    if told is None or (len(set(codes) - {""}) < 2 and lines[told] == raw[told]):
        return text
    failed = [n for n, code in enumerate(codes) if code[:1] in ("4", "5")]
    first = next(
        (n for n in failed if n == 0 or codes[n - 1] or not _PROBE.match(raw[n - 1])),
        failed[0] if failed else None,
    )
    if first is None:
        return text
    last = first
    while last + 1 < len(lines) and codes[last + 1] == codes[first]:
        last += 1
    return "\n".join(lines[first : last + 1])


def _sure(text: str, found: re.Match[str]) -> bool:
    """A number inside a text is a reply only with an enhanced code, or after a mark or a word that
    announces one."""
    before = text[max(0, found.start() - 40) : found.start()].rstrip()
    if "xpected" in before or before.endswith("instead of"):  # "expected response code 250"
        return False
    return (
        "." in found.group()
        or _SENTENCE.match(text, max(0, found.start() - 2)) is not None
        or before[-1:] in (":", "[", "(", "=", ">", "|", '"', "'", "<", "")
        or before.lower().endswith(_NAMES)
        or before.endswith(_MARKS)
        or (
            _SPOKEN.match(text, found.start()) is not None
            and _RAISED.search(text, max(0, found.start() - _FAR), found.start()) is not None
        )
    )


def _unescaped(text: str) -> str:
    if "\\" in text:
        for escape, plain in _ESCAPES.items():
            text = text.replace(escape, plain)
    return text


def _folded(text: str) -> str:
    """Several reply lines that somebody joined with blanks, as lines again; lines that go on,
    joined."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return text
    head = re.match(rf"({_CODE})(?:[ -]|$)", lines[0])
    if head is None:
        return "\n".join(lines)
    code = head.group(1)
    if len(lines) == 1 and text.count(code) == 1:
        return lines[0]
    after = (
        r"\S" if lines[0][3:4] == "-" else _STATUS
    )  # a number in the text of a single line begins no other
    found: list[str] = []
    for line in lines:
        for part in re.split(rf"\s(?={code}[ -]{after})", line):
            if re.match(rf"{code}(?:[ -]|$)", part) or not found:
                found.append(part.strip())
            else:
                found[-1] += " " + part.strip()
    return "\n".join(found)
