"""What a bounce says of one recipient, in one sentence: its report's status, and words that are no
reply."""

from __future__ import annotations

from smtpcodes.redaction import redact, shown
from smtpcodes.session.events import Bounced
from smtpcodes.verdict.explained import NOTHING, Explain, Explained
from smtpcodes.verdict.failure import side_of
from smtpcodes.verdict.reasons import QUOTED

Core = tuple[
    str, str | None, str, str | None, str
]  # a sentence, the cause, the side, the provider, what to do
VAGUE = frozenset(("unknown", "syntax.bad", "sequence.bad"))


def told(bounced: Bounced, explain: Explain) -> Core:
    """Why the mail did not arrive, where the bounce quotes no reply."""
    found = NOTHING
    for text in _asked(bounced):
        e = explain(text)
        if e.cause not in VAGUE and not e.cause.startswith("success"):
            found = e
            break
    if found is NOTHING and bounced.action == "delayed":
        found = explain("delivery temporarily delayed")
    if found.cause == "network.host-unknown":
        domain = bounced.recipient.rpartition("@")[2].lower()
        if domain and any(domain in said.lower() for said in bounced.texts):  # no server of ours
            found = explain("550 5.1.2 Host unknown")
    text = " ".join(bounced.texts[0].split()) if bounced.texts else ""
    said = shown.text(redact.mask(text.encode("utf-8", "replace")))
    quoted = f'"{said[:QUOTED]}{" ..." if len(said) > QUOTED else ""}"' if said else ""
    status = f"status {bounced.status}" if bounced.status else ""
    why = ", ".join(x for x in (status, quoted) if x)
    summary = found.title or "no reason that is known"
    if why:
        summary += f" ({why})"
    return (
        summary[:1].lower() + summary[1:] if summary[1:2].islower() else summary,
        found.cause,
        side_of(found.cause),
        found.provider,
        found.fix,
    )


def _asked(bounced: Bounced) -> list[str]:
    """What to look up, the most telling first."""
    status = bounced.status
    *texts, last = bounced.texts or ("",)
    words = [*texts, last] if len(bounced.texts) == 1 else texts
    asked = [f"{status} {text}" if status and status not in text else text for text in words]
    if (
        status[1:] == ".4.7"
    ):  # RFC 3463 section 3.5: the time for delivery is over; what was last tried says less
        asked.insert(0, "delivery time expired")
    asked += [status] if status else []
    return [*(x for x in asked if x), *([last] if last and last not in words else [])]


def better(explained: Explained, explain: Explain, reply: str, status: str) -> Explained:
    """What a reply means with the status of the report, if the reply has no enhanced code and tells
    little by itself."""
    if reply[:1] != status[:1] or explained.because not in ("reply code", ""):
        if explained.cause != "unknown":
            return explained
    other = explain(f"{reply[:3]} {status} {reply[4:]}")
    return other if other.cause not in VAGUE else explained


def addressed(summary: str, bounced: Bounced) -> str:
    """The sentence, with whom it is about."""
    late = bounced.action == "delayed"
    if not bounced.recipient:
        return f"delayed, it is still being tried: {summary}" if late else summary
    who = shown.text(redact.mask(bounced.recipient.encode("utf-8", "replace")))
    what = "is delayed and still being tried" if late else "did not arrive"
    return f"mail to {who} {what}: {summary}"


def fields(bounced: Bounced | None) -> tuple[str, str, str, str]:
    """The recipient, the remote host, the action and the status, as a verdict has them."""
    if bounced is None:
        return "", "", "", ""
    return bounced.recipient, bounced.remote, bounced.action, bounced.status
