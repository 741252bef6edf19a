"""The sentence of a verdict, by what it rests on: a finding, a refusal, a log-in with no reply."""

from __future__ import annotations

from smtpcodes.grammar.form import Form
from smtpcodes.record import NamedTuple
from smtpcodes.report import (
    ACCEPTED,
    CLIENT,
    CONFIGURATION,
    NOBODY,
    SERVER,
    UNANSWERED,
    Attempt,
    Related,
)
from smtpcodes.verdict.choice import TELLING
from smtpcodes.verdict.failure import Failure
from smtpcodes.verdict.notes import KEPT, Broken, LogIn
from smtpcodes.verdict.reasons import reason

_503_IS_SUCCESS = {
    "smtplib": "Python's smtplib"
}  # clients that take it for "already authenticated" (smtplib.py, login)


class Core(NamedTuple):
    """The sentence without what followed, and what the verdict holds beside it."""

    summary: str
    cause: str | None
    side: str
    provider: str | None
    fix: str
    place: Related


def of_finding(broken: Broken, found: Failure | None, place: Related) -> Core:
    """The finding tells it all."""
    side = broken.side if broken.side in (CLIENT, SERVER) else CONFIGURATION
    about = found if found is not None and found.place.line == broken.answered else None
    where = (
        f"{about.provider}, line {place.line}"
        if about is not None and about.provider
        else f"line {place.line}"
    )
    why = reason(about) if about is not None else None
    return Core(
        f"{broken.message} ({where})",
        why.cause if why else None,
        side,
        about.provider if about else None,
        "",
        place,
    )


def of_failure(
    f: Failure,
    failures: list[Failure],
    reader: str,
    broken: Broken | None,
    success: int,
    attempts: tuple[Attempt, ...],
) -> Core:
    """A refusal, and why it was given. success: the line of the log-in that succeeded, or 0."""
    why = reason(f)
    number = f"{f.code} {f.x.enhanced}" if f.x.enhanced else str(f.code)
    again = [
        o
        for o in failures
        if o.place.line > f.place.line
        and o.x.in_auth == f.x.in_auth
        and (o.code, o.cause) == (f.code, f.cause)
    ]
    by = f" ({f.provider})" if f.provider else ""
    most = " or more" if len(failures) >= KEPT else ""
    if taken_for_success(f, reader):
        summary = (
            f"login() returned, but the server had answered 503 to AUTH at line {f.place.line}: "
            f"{_503_IS_SUCCESS[reader]} takes 503 for success"
        )
        summary += by if broken is not None else f"; {why.text}{by}"
    elif f.x.in_auth and again:
        summary = (
            f"AUTH failed {len(again) + 1} times{most}, "
            f"first with {number} at line {f.place.line}: {why.text}{by}"
        )
    else:
        summary = (
            f"{_what(f)} with {number} at line {f.place.line}: {why.text}{by}"
            if f.x.shown
            else f"the server answered {number} at line {f.place.line}: {why.text}{by}"
        )
        silent = next(
            (a.line for a in attempts if a.outcome == UNANSWERED and a.line < f.place.line), 0
        )
        if silent and why.cause == "auth.required":
            summary += f"; AUTH at line {silent} had got no reply"
        elif success > f.place.line and why.cause == "auth.required":
            summary += f"; it logged in only at line {success}"
        elif again and why.cause in ("tls.required", "auth.required"):
            lacking = "STARTTLS" if why.cause == "tls.required" else "AUTH"
            blame = (
                "" if again[-1].x.has(Form.PIPELINED) else f"the client went on without {lacking}, "
            )
            summary += f"; {blame}{again[-1].code} again at line {again[-1].place.line}"
        elif again:
            summary += f"; {len(again)}{most or ' more'} like it"
    if broken is not None:
        summary += f"; {broken.message}"
    closed = next((o for o in failures if o.code == 421 and o.place.line > f.place.line), None)
    if closed is not None:
        summary += f"; 421 at line {closed.place.line} closes the session"
    side = (
        broken.side
        if broken is not None and (why.side == NOBODY or broken.rule in TELLING)
        else why.side
    )
    return Core(
        summary,
        why.cause,
        side,
        f.provider,
        why.fix,
        f.place._replace(message=f"the cause: {_what(f)} here"),
    )


def taken_for_success(f: Failure, reader: str) -> bool:
    """The client takes this refusal of its log-in for success."""
    return f.x.in_auth and f.code == 503 and reader in _503_IS_SUCCESS


def without_reply(last: LogIn, place: Related, closer: str | None) -> Core:
    """The session ended with a log-in that got no reply."""
    what = f"AUTH{_named(last.x.mechanism)} at line {place.line}"
    if closer == SERVER:
        return Core(
            f"the server closed the connection instead of answering {what}",
            "session.closed",
            SERVER,
            None,
            "",
            place,
        )
    return Core(
        f"{what} got no reply: the log is cut there, or the connection broke",
        None,
        NOBODY,
        None,
        "",
        place,
    )


def in_the_end(failures: list[Failure], attempts: tuple[Attempt, ...]) -> Core:
    """Only log-ins failed, and one succeeded."""
    first = failures[0]
    number = f"{first.code} {first.x.enhanced}" if first.x.enhanced else str(first.code)
    success = next((a for a in attempts if a.outcome == ACCEPTED), None)
    failed = f"AUTH{_named(first.x.mechanism)} failed with {number} at line {first.place.line}"
    if success is None:
        summary = f"{failed}, a log-in succeeded all the same"
    elif success.line < first.place.line:
        summary = (
            f"AUTH again at line {first.place.line} got {number}: "
            f"the log-in of line {success.line} holds"
        )
    elif success.mechanism and first.x.mechanism and success.mechanism != first.x.mechanism:
        summary = (
            f"{failed}, {success.mechanism} succeeded at line {success.line}: "
            "a client may try one mechanism after the other, nothing is wrong"
        )
    else:
        summary = f"{failed}, a later try succeeded at line {success.line}: nothing is left to mend"
    return Core(
        summary,
        None,
        NOBODY,
        first.provider,
        "",
        first.place._replace(message=f"AUTH failed with {number} here"),
    )


def known_mechanism(name: str) -> str:
    return "" if name == "?" else name


def _named(mechanism: str) -> str:
    return f" {mechanism}" if known_mechanism(mechanism) else ""


def _what(f: Failure) -> str:
    """What failed, as the beginning of a sentence."""
    if f.x.in_auth:
        return "AUTH failed"
    name = {
        "MESSAGE": "the message",
        "CONNECT": "the connection",
        "OTHER": "a command",
        "UNKNOWN": "a command",
        "NONE": "a command",
    }.get(f.x.verb, f.x.verb)
    return f"{name} was {'put off' if f.code < 500 else 'refused'}"
