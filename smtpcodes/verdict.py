"""One sentence for a session that failed: the root cause, the side at fault, the first line that matters.

A 530 after a failed AUTH is only the consequence (RFC 4954 section 4: the client may go on without a log-in).
"""

from __future__ import annotations

from typing import NamedTuple

from smtpcodes.report import CLIENT, CONFIGURATION, NETWORK, NOBODY, SERVER, Related, Verdict

KEPT = 12                   # failures of a session that are looked at


class Failure(NamedTuple):
    """A refusal, as the linter noted it. text: the whole reply, masked."""

    verb: str
    code: int
    enhanced: str | None
    text: str
    place: Related
    cause: str | None
    provider: str | None
    title: str
    fix: str


SIDES = {
    "auth.credentials-invalid": CLIENT, "auth.app-password-required": CONFIGURATION, "auth.disabled-by-policy": CONFIGURATION,
    "auth.account-disabled": CONFIGURATION, "auth.required": CLIENT, "tls.required": CLIENT, "auth.temporary-failure": SERVER,
    "server.unavailable": SERVER, "server.error": SERVER, "server.storage-full": SERVER, "routing.failed": NETWORK,
    "tls.unavailable": SERVER, "tls.failed": NETWORK, "auth.rate-limited": CLIENT, "rate.limited": CLIENT, "rate.greylisted": NOBODY,
    "sequence.bad": CLIENT, "syntax.bad": CLIENT, "command.unsupported": CLIENT, "success": NOBODY, "unknown": NOBODY}
_FAMILY_SIDES = {"auth": CONFIGURATION, "tls": CONFIGURATION, "policy": CONFIGURATION, "recipient": CLIENT, "sender": CONFIGURATION}


def side_of(cause: str | None) -> str:
    """The side that a cause lies on, of a verdict's sides."""
    if not cause:
        return NOBODY
    return SIDES.get(cause) or _FAMILY_SIDES.get(cause.split(".", 1)[0], CLIENT)


def root(failures: list[Failure], authenticated: bool) -> Failure | None:
    """The failure that explains the others: a failed AUTH before a 530, unless a later AUTH succeeded; else the first."""
    if not failures:
        return None
    auth = [f for f in failures if f.verb in ("AUTH", "SASL")]
    if auth and not authenticated:
        return auth[-1] if len({f.text for f in auth}) == 1 else auth[0]
    others = [f for f in failures if f.verb not in ("AUTH", "SASL")]
    return others[0] if others else (None if authenticated else failures[0])


def verdict(session: str, path: str, reader: str, failures: list[Failure], authenticated: bool, server_fault: tuple[str, Related, str] | None) -> Verdict | None:
    """The verdict of a session, or None if nothing failed.

    server_fault: message, place and side of the first finding that is an error or a warning.
    """
    cause = root(failures, authenticated)
    if server_fault is not None:
        message, place, side = server_fault
        return Verdict(
            session, path, place.line, cause.cause if cause else None, side if side in (CLIENT, SERVER) else CONFIGURATION,
            cause.provider if cause else None, message, cause.fix if cause else "", reader, (place,), f"finding:{message}")
    if cause is None:
        return None
    consequences = [f for f in failures if f.place.line > cause.place.line and f.code in (530, 503)]
    summary = f"{_stage(cause.verb)} failed with {cause.code}{' ' + cause.enhanced if cause.enhanced else ''}: {_lower(cause.title)}"
    if cause.provider:
        summary += f" ({cause.provider})"
    places = [cause.place._replace(message=f"the cause: {_stage(cause.verb)} failed here")]
    if consequences:
        last = consequences[-1]
        summary = f"{last.code} at line {last.place.line} is only the consequence: {summary} at line {cause.place.line}"
        places.append(last.place._replace(message="only the consequence"))
    return Verdict(
        session, path, cause.place.line, cause.cause, side_of(cause.cause), cause.provider, summary, cause.fix, reader, tuple(places),
        f"{cause.verb}:{cause.code}:{cause.enhanced}:{cause.cause}:{cause.provider}:{bool(consequences)}")


def _stage(verb: str) -> str:
    return {"SASL": "AUTH", "MESSAGE": "the message", "CONNECT": "the connection", "UNKNOWN": "a command", "NONE": "the session"}.get(verb, verb)


def _lower(title: str) -> str:
    """A title in the middle of a sentence; "TLS" stays as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
