"""The words around a decided cause: title, meaning, fix, what a program may do, where to read on.
They agree with it.

A cause has its own words in ``data/causes.toml``. Those of a signature go before them; those of a
code's page only where the page is about the same cause, or where the code stands alone.
"""

from __future__ import annotations

from smtpcodes.grammar import saying
from smtpcodes.knowledge import store
from smtpcodes.knowledge.causes import Cause
from smtpcodes.knowledge.prose import plain
from smtpcodes.knowledge.values import ClientAction, Retry
from smtpcodes.record import NamedTuple
from smtpcodes.site import SITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.knowledge.match import Signature
    from smtpcodes.knowledge.meaning.asked import Answer, Asked

_CLASSES = {
    2: "The server accepted.",
    3: "The server accepted so far and waits for more.",
    4: "The server refuses for now; the same may work later.",
    5: "The server refuses; the same will be refused again.",
}
_REFUSED = {4: "Refused for now, the cause is unknown", 5: "Refused for good, the cause is unknown"}
_AGAIN = {
    Retry.LATER: " The same may work later.",
    Retry.AFTER_CHANGE: " The same fails again until something changes.",
    Retry.NEVER: " The same will never be accepted.",
}
_NO_CAUSE = (Cause.SUCCESS, Cause.UNKNOWN)


class Words(NamedTuple):
    """What is said of a cause in an explanation."""

    title: str
    meaning: str
    fix: str
    retry: Retry
    client_action: ClientAction
    causes: tuple[dict[str, str], ...]
    messages: dict[str, str]
    contradiction: str | None
    url: str


def digit(code: int | None, enhanced: str | None) -> int:
    """The class of a reply: its first digit; 0 if no code is known."""
    return code // 100 if code is not None else int(enhanced[0]) if enhanced else 0


def words(asked: Asked, answer: Answer) -> Words:
    """The words for an answer."""
    cause = Cause(answer.cause)
    entry = store.entry("causes", cause)
    retry = _retry(asked, cause, entry)
    fix = plain(_fix(asked, answer, entry)) if cause not in _NO_CAUSE else ""
    return Words(
        _title(asked, cause, entry),
        plain(_meaning(asked, answer, entry, retry)),
        fix,
        retry,
        _action(asked, cause, entry),
        _causes(asked, answer, fix),
        {who: plain(text) for who, text in entry.get("messages", {}).items()},
        _contradiction(asked, answer, retry),
        _url(asked, cause),
    )


def _alone(asked: Asked) -> bool:
    """True if codes stand alone: the page of the code says it best."""
    return not asked.text and (asked.code is not None or asked.enhanced is not None)


def _retry(asked: Asked, cause: Cause, entry: dict[str, Any]) -> Retry:
    found = entry.get("retry")
    if cause in _NO_CAUSE:
        found = (asked.reply.get("retry") or asked.entry.get("retry")) if _alone(asked) else None
    if found in (None, "-", "none"):
        found = {4: Retry.LATER, 5: Retry.AFTER_CHANGE}.get(
            digit(asked.code, asked.enhanced), Retry.NONE
        )
    return Retry(found)


def _action(asked: Asked, cause: Cause, entry: dict[str, Any]) -> ClientAction:
    found = entry.get("client_action")
    if cause in _NO_CAUSE and _alone(asked):
        found = asked.reply.get("client_action") or asked.entry.get("client_action")
    return ClientAction(found or "none")


def _title(asked: Asked, cause: Cause, entry: dict[str, Any]) -> str:
    kind = digit(asked.code, asked.enhanced)
    if cause not in _NO_CAUSE and not _alone(asked):
        return str(entry["title"])
    if cause is Cause.UNKNOWN and asked.text and kind in _REFUSED:
        return _REFUSED[kind]
    return str(asked.reply.get("title") or asked.entry.get("title") or _class(asked).rstrip("."))


def _class(asked: Asked) -> str:
    kind = digit(asked.code, asked.enhanced)
    return _CLASSES.get(
        kind, "No SMTP reply begins like this." if kind else "No reply code was found in this text."
    )


def _meaning(asked: Asked, answer: Answer, entry: dict[str, Any], retry: Retry) -> str:
    if answer.because == "signature" and asked.signature and "means" in asked.signature.entry:
        return str(asked.signature.entry["means"])
    vendor = _vendor(asked, answer)
    if vendor:
        return str(vendor["means"])
    of_reply, of_status = asked.reply.get("meaning"), asked.entry.get("meaning")
    if _alone(asked) or answer.cause == "success":
        return str(of_reply or of_status or _class(asked))
    if answer.cause == "unknown":
        return _class(asked)
    if of_reply and asked.reply.get("cause") == answer.cause:
        return str(of_reply)
    if of_status and asked.entry.get("cause") == answer.cause:
        return str(of_status)
    says = str(entry["says"])
    lost = "" if asked.code is not None or asked.enhanced is not None else "No reply came: "
    return f"{lost}{says if lost else says[:1].upper() + says[1:]}.{_AGAIN.get(retry, '')}"


def _vendor(asked: Asked, answer: Answer) -> dict[str, Any]:
    """What a provider means by its enhanced code, where that decided."""
    found = asked.vendor if answer.because == "enhanced code" else None
    return found if found is not None and found["cause"] == answer.cause else {}


def _fix(asked: Asked, answer: Answer, entry: dict[str, Any]) -> str:
    if answer.because == "signature" and asked.signature and "fix" in asked.signature.entry:
        return str(asked.signature.entry["fix"])
    found = _vendor(asked, answer).get("fix", "")
    if not found:
        own = [c["fix"] for c in asked.reply.get("causes", ()) if c["cause"] == answer.cause]
        if own and (_alone(asked) or len(own) == 1):  # of several only the text could tell which
            found = own[0]
    if not found and asked.entry.get("cause") == answer.cause:
        found = asked.entry.get("fix", "")
    return str(found or _of_cause(entry))


def _of_cause(entry: dict[str, Any]) -> str:
    return str(entry.get("fix") or entry.get("messages", {}).get("developer", ""))


def _causes(asked: Asked, answer: Answer, fix: str) -> tuple[dict[str, str], ...]:
    """The possible causes, the one that was found first."""
    found: list[dict[str, str]] = []

    def add(cause: str, title: str, what: str) -> None:
        found.append({"cause": cause, "title": title, "fix": plain(what)})

    if answer.cause not in _NO_CAUSE:
        add(answer.cause, store.entry("causes", answer.cause)["title"], fix)
    signature: Signature | None = asked.signature if answer.because == "signature" else None
    for cause in signature.entry.get("also", ()) if signature is not None else ():
        also = store.entry("causes", cause)
        add(cause, also["title"], _of_cause(also))
    if answer.because in ("reply code", "enhanced code") or not found:
        for c in asked.reply.get("causes", ()):
            if c["cause"] != answer.cause or plain(c["fix"]) != fix:
                add(c["cause"], c["title"], c["fix"])
    return tuple(found)


def _contradiction(asked: Asked, answer: Answer, retry: Retry) -> str | None:
    """Code and text that contradict each other, in one sentence; None if they do not."""
    code, enhanced, text, cause = asked.code, asked.enhanced, asked.text, answer.cause
    if (
        code is not None
        and enhanced is not None
        and str(code)[0] != enhanced[0]
        and 200 <= code < 600
        and code // 100 != 3
    ):
        return f"the reply code is {code}, but the enhanced code {enhanced} is of another class"
    if code is not None and 200 <= code < 300 and saying.failure(text):
        return "the code says success, the text says failure"
    kind = digit(code, enhanced)
    if kind == 4 and retry is Retry.NEVER:
        said = "text" if answer.because in ("signature", "text") else "cause"
        return f"the code says try later, the {said} says permanent"
    if answer.because not in ("signature", "text") or code is None:
        return None
    if kind == 5 and retry is Retry.LATER and saying.later(text):
        return "the code says permanent, the text says try later"
    if code == 535 and cause in ("auth.required", "auth.temporary-failure", "auth.rate-limited"):
        return f"535 blames the credentials, the text says otherwise ({cause})"
    return None


def _url(asked: Asked, cause: Cause) -> str:
    """The page to read: of the cause; where codes stand alone, or tell no cause, of the code."""
    if cause not in _NO_CAUSE and not _alone(asked):
        return f"{SITE}causes/{cause}/"
    if asked.reply:
        return f"{SITE}replies/{asked.code}/"
    return f"{SITE}enhanced/{asked.entry['code']}/" if asked.entry else SITE
