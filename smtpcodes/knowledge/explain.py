"""``explain``: a code, a reply in any wrapping or an exception to what it means, why, and what to do.

The words of a known provider tell most, then the text, then the enhanced code, then the reply code; ``because`` says
which it was. A code and a text that contradict each other are told, never settled silently.
"""

from __future__ import annotations

import re
from functools import lru_cache

from smtpcodes.knowledge import store
from smtpcodes.knowledge.meaning.context import NOWHERE, Context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.knowledge import match

SCHEMA = "smtpcodes-explanation/1"
URL = "https://smtpcodes.readthedocs.io/"
_CODE = re.compile(r"\s*([0-9]{3})\s*")
_ENHANCED = re.compile(
    r"\s*#?([245])\.([0-9]{1,3})\.([0-9]{1,3})\s*|\s*X\.([0-9]{1,3})\.([0-9]{1,3})\s*"
)
_CLASSES = {
    2: "The server accepted.",
    3: "The server accepted so far and waits for more.",
    4: "The server refuses for now; the same may work later.",
    5: "The server refuses; the same will be refused again.",
}
_LINE_OF_CODE = re.compile(
    r"\b\w{1,40}\.c:[0-9]{1,5}:?"
)  # OpenSSL's ssl3_record.c:354: is no reply
_MOST = 2000  # characters of a text that are shown
# A 530 may quote the reply to the AUTH that failed before: the cause lies there (Exchange: "... Error: 535 5.7.139 ...").
_QUOTED = re.compile(r"\berror: (5[23][0-9]) (5\.7\.\d{1,3}) (.{1,2000})", re.S)


class Explanation:
    """What is known of a query. The fields are those of ``to_json``; see the contract in the documentation."""

    __slots__ = (
        "because",
        "cause",
        "causes",
        "client_action",
        "code",
        "confidence",
        "contradiction",
        "enhanced",
        "fix",
        "known",
        "meaning",
        "messages",
        "provider",
        "query",
        "retry",
        "sasl",
        "see",
        "seen",
        "signature",
        "spec",
        "temporary",
        "text",
        "title",
        "url",
        "why",
    )

    query: str
    code: int | None
    enhanced: str | None
    text: str
    known: bool
    title: str
    meaning: str
    cause: str
    confidence: str
    because: str
    provider: str | None
    signature: str | None
    retry: str
    client_action: str
    temporary: bool
    causes: list[dict[str, str]]
    messages: dict[str, str]
    see: list[int]
    spec: list[str]
    url: str
    why: list[dict[str, str]]  # the steps that led to the cause
    fix: str
    contradiction: str | None
    sasl: dict[str, object] | None  # what the form of a SASL response in the query tells
    seen: (
        str | None
    )  # the day on which the signature's text was read; None where it was from memory

    def to_json(self) -> dict[str, Any]:
        """The explanation as contract ``smtpcodes-explanation/1``."""
        return {
            "schema": SCHEMA,
            "query": self.query,
            "reply": {"code": self.code, "enhanced": self.enhanced, "text": self.text},
            "known": self.known,
            "title": self.title,
            "meaning": self.meaning,
            "cause": self.cause,
            "confidence": self.confidence,
            "because": self.because,
            "provider": self.provider,
            "signature": self.signature,
            "retry": self.retry,
            "client_action": self.client_action,
            "temporary": self.temporary,
            "causes": self.causes,
            "messages": self.messages,
            "fix": self.fix,
            "contradiction": self.contradiction,
            "seen": self.seen,
            "see": self.see,
            "sasl": self.sasl,
            "spec": self.spec,
            "url": self.url,
            "why": self.why,
        }

    def __repr__(self) -> str:
        return f"<Explanation {self.code or ''} {self.enhanced or ''} {self.cause} ({self.confidence}: {self.because})>"


def explain(query: object, command: str | None = None) -> Explanation:
    """Explains a reply code (int or str), an enhanced code, a reply in any wrapping, or an exception.

    command: the verb that a reply answers, where it is known (a session tells it); a wrapping that names one goes before it.

    Never fails on a strange code: 599 gets the meaning of its class and ``known`` False.
    """
    if isinstance(query, int) and not isinstance(query, bool):
        code = int(query)
        return (
            _of(str(code), code, None, "", NOWHERE)
            if abs(code) < 10_000
            else _of("a number that is no code", None, None, "", NOWHERE)
        )
    if isinstance(query, (bytes, bytearray)):
        text = query.decode("utf-8", "replace")
    elif isinstance(query, str):
        text = str(query)
    else:
        from smtpcodes.knowledge.exceptions import reply_of, text_of

        text = reply_of(query) if isinstance(query, BaseException) else text_of(query)
    whole = _CODE.fullmatch(text)
    if whole is not None:
        return _of(text.strip(), int(whole.group(1)), None, "", NOWHERE)
    enhanced = _ENHANCED.fullmatch(text)
    if enhanced is not None:
        status = (
            ".".join(enhanced.groups()[:3])
            if enhanced.group(1)
            else f"5.{enhanced.group(4)}.{enhanced.group(5)}"
        )
        return _of(text.strip(), None, status, "", NOWHERE)
    from smtpcodes.knowledge import match  # a bare code needs none of these
    from smtpcodes.knowledge.mask import mask
    from smtpcodes.knowledge.unwrap import LIMIT, unwrap

    if not text.isascii():
        from smtpcodes.knowledge.meaning.mojibake import restored

        text = restored(text[:LIMIT])
    found = unwrap(_LINE_OF_CODE.sub("", text) if ".c:" in text[:LIMIT] else text)
    code_, enhanced_, plain = match.split(found.reply)
    e = _of(
        _shown(mask(text[:LIMIT])),
        code_,
        enhanced_,
        plain,
        Context(found.command or command),
        _shown(mask(_display(found.reply))),
    )
    if "auth" in text[:LIMIT].lower():
        _response(e, text[:LIMIT])
    return e


def _response(e: Explanation, text: str) -> None:
    """What the form of a SASL response in the query tells; of a query without a reply it is all there is to tell."""
    from smtpcodes.knowledge import response

    e.sasl = response.facts(text)
    if e.sasl is None or e.code is not None or e.enhanced is not None:
        return
    e.title, e.meaning = "An AUTH command with its initial response", response.sentence(e.sasl)
    if e.sasl.get("problems"):
        e.cause, e.because, e.confidence = "auth.syntax", "text", "high"
        e.messages = dict(store.entries()["causes"].get(e.cause, {}).get("messages", {}))


def _shown(masked: str) -> str:
    """What is shown of a text. Cut after it was masked: half a credential looks like none."""
    return masked if len(masked) <= _MOST else masked[:_MOST] + " ..."


def _display(reply: str) -> str:
    """The text of a reply as it was written, its lines joined."""
    from smtpcodes.knowledge import match

    lines = []
    for line in reply.splitlines():
        head = match.HEAD.match(line)
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
    known = store.entries()
    e = Explanation()
    e.query, e.code, e.enhanced, e.text, e.sasl = query, code, enhanced, display, None
    reply: dict[str, Any] = known["replies"].get(str(code), {}) if code is not None else {}
    entry = store.enhanced_entry(enhanced)
    signature = _signature(code, enhanced, text) if text else None
    provider = _speaker(signature, text) if text else entry.get("provider")
    vendor = (
        next((v for v in entry.get("vendor", ()) if v["provider"] == provider), None)
        if provider
        else None
    )
    e.known = bool(reply or entry or signature)
    from smtpcodes.knowledge.meaning import steps

    answer, why = steps.decide(
        steps.Asked(code, enhanced, text, context, reply, entry, signature, vendor)
    )
    e.cause, e.because, e.confidence, _ = answer
    e.why = [{"step": step, "said": said} for step, said in why]
    if code in (530, None):  # .NET leaves the code out
        signature = _quoted(e, text) or signature
    cause: dict[str, Any] = known["causes"].get(e.cause, {})
    e.provider = known["providers"].get(provider, {}).get("name", provider) if provider else None
    e.signature = signature.id if signature is not None else None
    e.temporary = (
        400 <= code < 500 if code is not None else bool(enhanced) and str(enhanced)[0] == "4"
    )
    e.retry = _retry(cause, reply, entry, code, enhanced)
    e.client_action = (
        cause.get("client_action")
        or reply.get("client_action")
        or entry.get("client_action")
        or "none"
    )
    e.title = _title(e, cause, reply, entry, signature)
    if signature is not None:
        e.meaning, e.fix = signature.entry["means"], signature.entry["fix"]
    elif vendor is not None and e.because == "enhanced code":
        e.meaning, e.fix = vendor["means"], vendor.get("fix", "")
    else:
        e.meaning = reply.get("meaning") or entry.get("meaning") or _class(code, enhanced)
        if not reply and entry:
            e.meaning = entry["meaning"]
        if code is None and enhanced is None and e.cause not in ("success", "unknown"):
            e.meaning = f"No reply came, or its code is lost: {cause.get('says', '')}."
        told = (
            e.because == "text" and e.cause != "unknown" and e.cause != entry.get("cause")
        )  # not what the code is about
        e.fix = next((c["fix"] for c in reply.get("causes", ()) if c["cause"] == e.cause), "") or (
            "" if told else entry.get("fix", "")
        )
    if not e.fix and e.cause not in ("success", "unknown"):
        e.fix = cause.get("fix") or cause.get("messages", {}).get("developer", "")
    e.causes = _causes(e, reply, entry, signature)
    e.seen = signature.entry.get("seen") if signature is not None else None
    e.messages = dict(cause.get("messages", {}))
    e.see = list(reply.get("see", ()))
    e.spec = list(dict.fromkeys([*reply.get("spec", ()), *entry.get("spec", ())]))
    e.contradiction = _contradiction(code, enhanced, text, e.cause, e.because)
    e.url = URL + (f"replies/{code}/" if reply else f"enhanced/{entry['code']}/" if entry else "")
    return e


@lru_cache(4096)
def _signature(code: int | None, enhanced: str | None, text: str) -> match.Signature | None:
    from smtpcodes.knowledge import match

    return match.best(code, enhanced, text)


def _speaker(signature: match.Signature | None, text: str) -> str | None:
    """Whose words these are: of a server's usual text the provider that leaves its mark behind it."""
    marked = _provider(text)
    from smtpcodes.knowledge import match

    if signature is None or match.shared(signature):
        return marked
    kinds = store.entries()["providers"]
    own = (
        kinds.get(signature.provider, {}).get("kind") == "server"
        and marked is not None
        and kinds[marked].get("kind") != "server"
    )
    return marked if own else signature.provider


def _quoted(e: Explanation, text: str) -> match.Signature | None:
    """Of a 530 that quotes a failed AUTH: takes over its cause; its signature, if there is one."""
    quoted = _QUOTED.search(text)
    if quoted is None:
        return None
    code, enhanced, plain = int(quoted.group(1)), quoted.group(2), quoted.group(3)
    inner = _of("", code, enhanced, plain, Context("AUTH"))
    e.cause, e.because, e.confidence = inner.cause, inner.because, inner.confidence
    return _signature(code, enhanced, plain)


def _provider(text: str) -> str | None:
    from smtpcodes.knowledge import match

    return match.provider(text)


def _retry(
    cause: dict[str, Any],
    reply: dict[str, Any],
    entry: dict[str, Any],
    code: int | None,
    enhanced: str | None,
) -> str:
    found = cause.get("retry") or reply.get("retry") or entry.get("retry")
    if found in (None, "-", "none"):
        found = {4: "later", 5: "after-change"}.get(
            code // 100 if code is not None else int(enhanced[0]) if enhanced else 0, "none"
        )
    return str(found)


def _title(
    e: Explanation,
    cause: dict[str, Any],
    reply: dict[str, Any],
    entry: dict[str, Any],
    signature: match.Signature | None,
) -> str:
    if (signature is not None or (e.because in ("text", "enhanced code") and e.text)) and cause.get(
        "title"
    ):
        return str(cause["title"])
    if e.text and e.cause != "unknown" and cause.get("title") and not reply:
        return str(cause["title"])
    return str(reply.get("title") or entry.get("title") or _class(e.code, e.enhanced).rstrip("."))


def _class(code: int | None, enhanced: str | None) -> str:
    digit = code // 100 if code is not None else int(enhanced[0]) if enhanced else 0
    return _CLASSES.get(
        digit,
        "No SMTP reply begins like this." if digit else "No reply code was found in this text.",
    )


def _causes(
    e: Explanation, reply: dict[str, Any], entry: dict[str, Any], signature: match.Signature | None
) -> list[dict[str, str]]:
    """The possible causes, the one that was found first."""
    known = store.entries()["causes"]
    found: list[dict[str, str]] = []
    if e.cause not in ("success", "unknown"):
        found.append(
            {"cause": e.cause, "title": known.get(e.cause, {}).get("title", e.title), "fix": e.fix}
        )
    if signature is not None:
        found += [
            {"cause": c, "title": known.get(c, {}).get("title", c), "fix": ""}
            for c in signature.entry.get("also", ())
        ]
    if e.because in ("reply code", "enhanced code") or not found:
        for c in reply.get("causes", ()):
            if c["cause"] != e.cause or c["fix"] != e.fix:
                found.append({"cause": c["cause"], "title": c["title"], "fix": c["fix"]})
    return found


def _contradiction(
    code: int | None, enhanced: str | None, text: str, cause: str, because: str
) -> str | None:
    """Code and text that contradict each other, in one sentence; None if they do not."""
    if (
        code is not None
        and enhanced is not None
        and str(code)[0] != enhanced[0]
        and 200 <= code < 600
        and code // 100 != 3
    ):
        return f"the reply code is {code}, but the enhanced code {enhanced} is of another class"
    if (
        code is not None
        and 200 <= code < 300
        and re.search(r"fail|denied|reject|invalid|unsuccessful", text)
    ):
        return "the code says success, the text says failure"
    if because not in ("signature", "text") or code is None:
        return None
    retry = store.entries()["causes"].get(cause, {}).get("retry")
    if (
        500 <= code < 600
        and retry == "later"
        and re.search(r"temporar|later|try again|busy|retry", text)
    ):
        return "the code says permanent, the text says try later"
    if 400 <= code < 500 and retry == "never":
        return "the code says try later, the text says permanent"
    if code == 535 and cause in ("auth.required", "auth.temporary-failure", "auth.rate-limited"):
        return f"535 blames the credentials, the text says otherwise ({cause})"
    return None
