"""``explain``: a code, a reply in any wrapping or an exception to what it means, why, and what to
do.

The words of a known provider tell most, then the text, then the enhanced code, then the reply code;
``because`` says which it was. A code and a text that contradict each other are told, never settled
silently.
"""

from __future__ import annotations

import re
from functools import lru_cache

from smtpcodes.grammar import pieces
from smtpcodes.grammar.late import late
from smtpcodes.knowledge import store
from smtpcodes.knowledge.causes import Cause
from smtpcodes.knowledge.causes import cause as cause_of
from smtpcodes.knowledge.explanation import Explanation
from smtpcodes.knowledge.meaning.context import NOWHERE, Context
from smtpcodes.knowledge.values import Retry, confidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.knowledge import match

_ENHANCED = late(pieces.text(rb"#?" + pieces.ENHANCED_PARTS + rb"|" + pieces.ENHANCED_PARTS_OF_ANY))
_LONGEST = len("#5.123.123")
# A line of a program is no reply: OpenSSL's ssl3_record.c:354:, notify.go:332.
_LINE_OF_CODE = late(
    r"(?<![\w.@-])\w{1,40}\.(?:c|cc|cpp|cs|go|java|js|kt|php|py|rb|rs|ts):[0-9]{1,5}\b:?"
)
_MOST = 2000  # characters of a text that are shown
_PERMANENT, _SECURITY = pieces.text(pieces.PERMANENT_LOGIN), pieces.text(pieces.ENHANCED_SECURITY)
# A 530 may quote the reply to the AUTH that failed before: the cause lies there (Exchange: "...
# Error: 535 5.7.139 ...").
_QUOTED = late(rf"\berror: ({_PERMANENT}) ({_SECURITY}) (.{{1,2000}})", re.S)


def explain(query: object, command: str | None = None) -> Explanation:
    """Explains a reply code (int or str), an enhanced code, a reply in any wrapping, or an
    exception.

    command: the verb that a reply answers, where it is known (a session tells it); a wrapping that
    names one goes before it.

    Never fails on a strange code: 599 gets the meaning of its class and ``known`` False.
    """
    if isinstance(query, int) and not isinstance(query, bool):
        code = int(query)
        return (
            _of(str(code), code, None, "", NOWHERE)
            if abs(code) < 10_000
            else _of("a number that is no code", None, None, "", NOWHERE)
        )
    if isinstance(query, BaseException):
        from smtpcodes.knowledge import raised

        return raised.explained(query, command)
    if isinstance(query, str):
        return of_text(str(query), command)
    from smtpcodes.knowledge import exceptions

    octets = isinstance(query, (bytes, bytearray))
    return of_text(exceptions.decoded(query) if octets else exceptions.text_of(query), command)


def of_text(text: str, command: str | None = None) -> Explanation:
    """The explanation of a text."""
    bare = text.strip()
    if len(bare) == 3 and bare.isascii() and bare.isdigit():
        return _of(bare, int(bare), None, "", NOWHERE)
    enhanced = _ENHANCED.fullmatch(bare) if len(bare) <= _LONGEST and "." in bare else None
    if enhanced is not None:
        parts = enhanced.groups()
        status = ".".join(parts[:3] if parts[0] else ("5", *parts[3:5]))
        return _of(bare, None, status, "", NOWHERE)
    from smtpcodes.knowledge.mask import without_sent  # a bare code needs none of these
    from smtpcodes.knowledge.match import normalise, split
    from smtpcodes.knowledge.unwrap import LIMIT, Unwrapped, unwrap

    text = text[:LIMIT]
    if not text.isascii():
        from smtpcodes.knowledge.meaning.mojibake import restored

        text = restored(text)
    elif "\\x" in text:
        from smtpcodes.knowledge.meaning.mojibake import unescaped

        text = unescaped(text)
    given, text = text, without_sent(text)
    if '"error_description"' in text:  # of an OAuth server: RFC 6749 section 5.2
        found = Unwrapped(text, None)
    else:
        found = unwrap(_LINE_OF_CODE.sub("", text))
    code_, enhanced_, plain = split(found.reply)
    if code_ is not None and 200 <= code_ < 400 and plain and not _is_known(code_):
        code_, enhanced_, plain = None, None, normalise(text)
    elif plain.startswith("{") and '"error' in plain and enhanced_ is None:
        code_ = None  # an HTTP status and its body
    elif (200 <= code_ < 400) if code_ is not None else (enhanced_ or "").startswith("2"):
        whole, said = text, str(code_ or enhanced_)
        # a challenge is told again by the exception that it ends in
        before = whole.rpartition(said)[0] if code_ == 334 else whole.partition(said)[0]
        if before.strip() and _failed(before):  # "STARTTLS failed (code: 220, ...": that counts
            code_, enhanced_, plain = None, None, split(before)[2]
        elif _error(before, plain):  # "SMTP Error (250) Authentication failed"
            code_, enhanced_ = None, None
    query = shown(text)
    e = _of(
        query,
        code_,
        enhanced_,
        plain,
        Context(found.command or command, found.host),
        _shown_part(_display(found.reply), text, query),
    )
    low = given.lower()
    return _response(e, given) if "auth " in low or "auth\t" in low else e


def _failed(before: str) -> bool:
    """Do the words before a reply that accepts say that something failed?"""
    from smtpcodes.knowledge.meaning import context, steps

    return context.fails(before) or steps.client_failed(before)


def _error(before: str, behind: str) -> bool:
    """Is what stands between an error that is announced and words of a failure?"""
    from smtpcodes.knowledge.meaning import context

    return before.rstrip(" :([#").lower().endswith("error") and context.fails(behind)


def _is_known(code: int) -> bool:
    """Is it a reply code at all? A number of three digits that is none accepts nothing."""
    return str(code) in store.entries()["replies"]


def _response(e: Explanation, text: str) -> Explanation:
    """With what the form of a SASL response in the query tells; of a query without a reply it is
    all there is to tell."""
    from smtpcodes.knowledge import response

    facts = response.facts(text)
    if facts is None or e.code is not None or e.enhanced is not None:
        return e._replace(sasl=facts)
    if facts.get("problems"):
        e = of_cause(e, Cause.AUTH_SYNTAX)
    return e._replace(
        sasl=facts,
        title="An AUTH command with its initial response",
        meaning=response.sentence(facts),
    )


def of_cause(e: Explanation, cause: Cause) -> Explanation:
    """An explanation with a cause that something other than a reply tells for sure."""
    from smtpcodes.knowledge import assembled
    from smtpcodes.knowledge.meaning.asked import Answer, Asked

    asked = Asked(e.code, e.enhanced, e.text, NOWHERE, {}, {}, None, None)
    told = assembled.words(asked, Answer(cause, "text", "high", ""))
    return e._replace(
        cause=cause_of(cause),
        because="text",
        confidence=confidence("high"),
        temporary=told.retry in (Retry.NOW, Retry.LATER),
        **told._asdict(),
    )


def shown(text: str) -> str:
    """What is shown of a text. It is cut after it was masked: half a credential looks like none."""
    from smtpcodes.knowledge.mask import mask

    masked = mask(text)
    return masked if len(masked) <= _MOST else masked[:_MOST] + " ..."


def _shown_part(part: str, text: str, masked: str) -> str:
    """As ``shown``, of the end of a text: where nothing was taken out of the whole line, words
    behind a blank hide nothing either."""
    if part == text:
        return masked
    hides_nothing = (
        masked == text
        and " " in part
        and "\n" not in text
        and text.endswith(f" {part}")
        and not part[:4].lower() == "auth"
    )
    return part if hides_nothing else shown(part)


def _display(reply: str) -> str:
    """The text of a reply as it was written, its lines joined."""
    from smtpcodes.knowledge.match import HEAD

    lines = []
    for line in reply.splitlines():
        head = HEAD.match(line)
        lines.append(line[head.end() :] if head is not None else line)
    return "\n".join(lines)


def _of(
    query: str,
    code: int | None,
    enhanced: str | None,
    text: str,
    context: Context,
    display: str = "",
) -> Explanation:
    from smtpcodes.knowledge.assembled import words
    from smtpcodes.knowledge.meaning.asked import Asked
    from smtpcodes.knowledge.meaning.decision import decide

    quoted = _QUOTED.search(text) if code in (530, None) else None  # .NET leaves the code out
    if quoted is not None:
        inner = _of(
            query, int(quoted.group(1)), quoted.group(2), quoted.group(3), Context("AUTH"), display
        )
        return inner._replace(
            code=code, enhanced=enhanced, provider=inner.provider or _named(_provider(text))
        )
    reply = store.entry("replies", str(code)) if code is not None else {}
    entry = store.enhanced_entry(enhanced)
    signature = _signature(code, enhanced, text) if text else None
    provider = _speaker(signature, text, context.host) if text else entry.get("provider")
    if signature is not None and provider != signature.provider:
        from smtpcodes.knowledge import match

        signature = match.without_provider(signature)
    vendor = (
        next((v for v in entry.get("vendor", ()) if v["provider"] == provider), None)
        if provider
        else None
    )
    asked = Asked(code, enhanced, text, context, reply, entry, signature, vendor)
    answer, why = decide(asked)
    told = words(asked, answer)
    return Explanation(
        query=query,
        code=code,
        enhanced=enhanced,
        text=display,
        known=bool(reply or entry or signature),
        cause=cause_of(answer.cause),
        confidence=confidence(answer.confidence),
        because=answer.because,
        provider=_named(provider),
        signature=signature.id if signature is not None else None,
        temporary=told.retry in (Retry.NOW, Retry.LATER),
        see=tuple(reply.get("see", ())),
        spec=tuple(dict.fromkeys([*reply.get("spec", ()), *entry.get("spec", ())])),
        seen=signature.entry.get("seen") if signature is not None else None,
        why=tuple({"step": step, "said": said} for step, said in why),
        **told._asdict(),
    )


def _named(provider: str | None) -> str | None:
    """The name of a provider."""
    if provider is None:
        return None
    name: str = store.entry("providers", provider).get("name", provider)
    return name


@lru_cache(4096)
def _signature(code: int | None, enhanced: str | None, text: str) -> match.Signature | None:
    from smtpcodes.knowledge.match import best

    return best(code, enhanced, text)


def _of_server(provider: str | None) -> bool:
    """True if a provider is software, which many run."""
    return provider is not None and store.entry("providers", provider).get("kind") == "server"


def _speaker(signature: match.Signature | None, text: str, host: str | None) -> str | None:
    """Whose words these are: of a server's usual text the provider that leaves its mark behind it,
    or its host before it."""
    from smtpcodes.knowledge.match import of_host

    marked = _provider(text) or (of_host(host) if host is not None else None)
    if signature is None or signature.shared:
        return marked
    own = _of_server(signature.provider) and marked is not None and not _of_server(marked)
    return marked if own else signature.provider


def _provider(text: str) -> str | None:
    from smtpcodes.knowledge.match import provider

    return provider(text)
