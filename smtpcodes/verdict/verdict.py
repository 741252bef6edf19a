"""One sentence for a session that failed: the root cause, the side at fault, the first line that
matters.

A 530 after a failed AUTH is only the consequence (RFC 4954 section 4: the client may go on without
a log-in). Where the log does not tell, the sentence says less.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from smtpcodes.grammar.form import Form
from smtpcodes.redaction import shown
from smtpcodes.report import (
    ACCEPTED,
    CLIENT,
    CONFIGURATION,
    FAILED,
    NOBODY,
    REFUSED,
    SERVER,
    UNANSWERED,
    Attempt,
    Related,
    Verdict,
)
from smtpcodes.session.events import Sees
from smtpcodes.session.session import Session
from smtpcodes.span import Place
from smtpcodes.verdict import bounces, log_ins
from smtpcodes.verdict.notes import KEPT, Broken, LogIn, Notes, Refusal
from smtpcodes.verdict.reasons import Failure, not_offered, reason

Explain = Callable[..., Any]  # the text of a reply, and the verb that it answers
# Rules that say why a refusal is undeserved, or how the client deserved it. Others say that a
# refusal has the wrong code.
TELLING = frozenset(
    (
        "auth/encryption-required-after-tls",
        "auth/failed-outside-auth",
        "auth/legal-line-rejected",
        "auth/required-after-success",
        "auth/required-at-end-of-data",
        "auth/required-but-never-offered",
        "auth/required-on-mx",
        "auth/required-sent-to-exempt-command",
        "auth/sequence-error-without-cause",
        "auth/unrecognised-though-offered",
        "client/malformed-response",
        "reply/greeting-code",
        "sequence/auth-after-success",
        "sequence/auth-before-ehlo",
        "sequence/auth-in-transaction",
        "sequence/command-inside-auth",
        "sequence/data-before-rcpt",
        "sequence/mail-before-ehlo",
        "sequence/nested-mail",
        "sequence/rcpt-before-mail",
        "tls/no-ehlo-after-starttls",
        "tls/required-after-tls",
        "tls/required-but-never-offered",
        "tls/required-sent-to-exempt-command",
        "tls/starttls-twice",
    )
)
# Replies that accept and say something else: what comes later follows from them.
MISLEADING = frozenset(
    ("auth/challenge-outside-auth", "auth/success-says-250", "reply/text-contradicts-code")
)
# What a client may be refused and go on: it explains another failure only if there is no better
# one.
MINOR = frozenset(
    (
        "EHLO",
        "HELO",
        "LHLO",
        "VRFY",
        "EXPN",
        "HELP",
        "NOOP",
        "RSET",
        "QUIT",
        "ETRN",
        "XCLIENT",
        "XFORWARD",
        "OTHER",
    )
)
# A mechanism that the server does not do says nothing of the credentials: a refusal of them says
# more.
_MECHANISM = frozenset(
    (
        "auth.mechanism-unsupported",
        "auth.mechanism-too-weak",
        "auth.not-available",
        "auth.syntax",
        "tls.required",
        "command.unsupported",
        "syntax.bad",
    )
)
_AFTER_AUTH = frozenset(("auth.required", "relay.denied", "sequence.bad"))
_503_IS_SUCCESS = {
    "smtplib": "Python's smtplib"
}  # clients that take it for "already authenticated" (smtplib.py, login)


class _Core(NamedTuple):
    """The sentence without what followed, and what the verdict holds beside it."""

    summary: str
    cause: str | None
    side: str
    provider: str | None
    fix: str
    place: Related


def root(failures: list[Failure], authenticated: bool) -> Failure | None:
    """The failure that explains the others: of a log-in, unless a later one succeeded, before what
    was refused for want of one."""
    auth = [f for f in failures if f.x.in_auth]
    if auth and not authenticated:
        chosen = next(
            (f for f in auth if f.cause not in _MECHANISM and not not_offered(f.x)), auth[0]
        )
        chosen = next(
            (f for f in failures if (f.code, f.text) == (chosen.code, chosen.text)), chosen
        )  # a server that refuses everything
        tls = next(
            (f for f in failures if f.x.verb == "STARTTLS" and f.place.line < chosen.place.line),
            None,
        )
        return tls if tls is not None and chosen.cause == "tls.required" else chosen
    others = [f for f in failures if not f.x.in_auth]
    wanted = any(
        f.cause.startswith(("tls.", "auth.required")) for f in others if f.x.verb != "STARTTLS"
    )
    serious = [f for f in others if f.x.verb not in MINOR and (f.x.verb != "STARTTLS" or wanted)]
    return next(iter(serious or others), None)


def verdict(
    session: Session, notes: Notes, path: str, explain: Explain | None, closer: str | None = None
) -> Verdict | None:
    """The verdict of a session;

    None if nothing failed and nothing is wrong. closer: the side that closed the connection, if the
    log tells.
    """
    known = notes.known(session)
    bounced = session.bounced
    status = bounced.status if bounced is not None else ""
    failures = [_failure(path, refusal, explain, known, status) for refusal in notes.failures]
    greeting = _landmark(session, "greeting")
    if explain is not None and greeting is not None and any(f.provider for f in failures):
        server = getattr(explain(shown.text(greeting.line[: shown.TEXT])), "provider", None)
        if server is not None:  # other servers use the same words
            failures = [f if f.provider == server else f._replace(provider=None) for f in failures]
    success = _landmark(session, "authenticated")
    found = root(failures, success is not None)
    attempts = _attempts(session, notes, failures, known)
    broken = _broken(notes, found)
    places: list[Related] = []
    unanswered = notes.unanswered(session)
    taken = found is not None and _taken_for_success(found, session.reader)
    if broken is not None and (found is None or broken.rule in TELLING | MISLEADING) and not taken:
        core = _of_finding(
            broken, found, shown.related(path, broken.place, broken.mark, broken.message, known)
        )
    elif found is not None:
        core = _of_failure(
            found,
            failures,
            session.reader,
            broken,
            success.number if success is not None else 0,
            attempts,
        )
    elif failures:
        core = _in_the_end(failures, attempts)
    elif bounced is not None and bounced.failed:
        place = _landmark(session, "bounced") or Place(1, b"")
        core = _Core(*bounces.told(bounced, explain), shown.related(path, place, b"", "", known))
    elif (hidden := notes.hidden(session)) is not None:
        core = _Core(
            *log_ins.hidden(hidden, explain),
            shown.related(path, hidden.place, b"", "AUTH failed here", known),
        )
    elif unanswered is not None:
        core = _without_reply(
            unanswered, shown.related(path, unanswered.place, b"", "no reply", known), closer
        )
    else:
        return None
    summary = core.summary if bounced is None else bounces.addressed(core.summary, bounced)
    places.append(core.place)
    after = _consequence(found, failures) if found is not None else None
    if (
        found is not None
        and core.place.line < found.place.line
        and not (broken is not None and broken.refusal)
    ):
        after = found
    if after is not None:
        places.append(after.place._replace(message="only the consequence"))
        summary += f"; {after.code} at line {after.place.line} is only the consequence"
    doubt = _landmark(session, "doubt")
    if doubt is not None:
        summary += f" (the log seems to lack or repeat a line near line {doubt.number}: what it says of the order is less sure)"
    shape = (
        f"{core.side}|{core.cause}|{core.provider}|{bool(after)}|{found.x!r}"
        if found is not None
        else core.summary
    )
    return Verdict(
        str(session.number),
        path,
        core.place.line,
        core.cause,
        core.side,
        core.provider,
        summary,
        core.fix,
        session.reader,
        tuple(places),
        shape,
        attempts,
        *bounces.fields(bounced),
    )


def _landmark(session: Session, name: str) -> Place | None:
    """Where a landmark of the session stands: the reply, else the command."""
    asked, answered = session.landmarks.get(name, (None, None))
    return answered or asked


def _failure(
    path: str, refusal: Refusal, explain: Explain | None, known: shown.Known, status: str
) -> Failure:
    """A refusal with what is known of its words. status: the enhanced code that a bounce's report
    has beside them."""
    x, reply, first = refusal
    explained = explain(shown.whole(reply), x.verb) if explain is not None else None
    if status and explain is not None and x.enhanced is None:
        explained = bounces.better(explained, explain, shown.whole(reply), status)
    place = shown.related(path, first, reply.lines[0].raw[:3], "", known)
    return Failure(
        x,
        shown.reply(reply, known).text,
        place,
        getattr(explained, "cause", None) or "unknown",
        getattr(explained, "provider", None),
        getattr(explained, "title", "") or "",
        getattr(explained, "fix", "") or "",
    )


def _broken(notes: Notes, found: Failure | None) -> Broken | None:
    """The finding that the verdict speaks of: about the refusal that explains the others, or, if
    nothing failed, the first."""
    before = (
        found.place.line
        if found is not None
        else notes.failures[0].place.number
        if notes.failures
        else 0
    )
    earlier = next(
        (
            b
            for b in notes.broken
            if b.rule in MISLEADING and not b.refusal and b.place.number < before
        ),
        None,
    )
    if found is None and notes.failures:  # only log-ins failed, and one succeeded
        return earlier or next(
            (b for b in notes.broken if b.refusal and (b.side == SERVER or b.rule in TELLING)), None
        )
    if found is None:
        return next(iter(notes.broken), None)
    about = [b for b in notes.broken if b.refusal and b.answered == found.place.line]
    return earlier or next(
        (b for b in about if b.rule in TELLING),
        next(
            (
                b
                for b in about
                if b.side == SERVER and b.rule.startswith(("auth/", "tls/", "policy/", "reply/"))
            ),
            None,
        ),
    )


def _of_finding(broken: Broken, found: Failure | None, place: Related) -> _Core:
    """The finding tells it all."""
    side = broken.side if broken.side in (CLIENT, SERVER) else CONFIGURATION
    about = found if found is not None and found.place.line == broken.answered else None
    where = (
        f"{about.provider}, line {place.line}"
        if about is not None and about.provider
        else f"line {place.line}"
    )
    why = reason(about) if about is not None else None
    return _Core(
        f"{broken.message} ({where})",
        why.cause if why else None,
        side,
        about.provider if about else None,
        "",
        place,
    )


def _of_failure(
    f: Failure,
    failures: list[Failure],
    reader: str,
    broken: Broken | None,
    success: int,
    attempts: tuple[Attempt, ...],
) -> _Core:
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
    if _taken_for_success(f, reader):
        summary = f"login() returned, but the server had answered 503 to AUTH at line {f.place.line}: {_503_IS_SUCCESS[reader]} takes 503 for success"
        summary += by if broken is not None else f"; {why.text}{by}"
    elif f.x.in_auth and again:
        summary = f"AUTH failed {len(again) + 1} times{most}, first with {number} at line {f.place.line}: {why.text}{by}"
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
            blame = (
                ""
                if again[-1].x.has(Form.PIPELINED)
                else f"the client went on without {'STARTTLS' if why.cause == 'tls.required' else 'AUTH'}, "
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
    return _Core(
        summary,
        why.cause,
        side,
        f.provider,
        why.fix,
        f.place._replace(message=f"the cause: {_what(f)} here"),
    )


def _taken_for_success(f: Failure, reader: str) -> bool:
    """The client takes this refusal of its log-in for success."""
    return f.x.in_auth and f.code == 503 and reader in _503_IS_SUCCESS


def _without_reply(last: LogIn, place: Related, closer: str | None) -> _Core:
    """The session ended with a log-in that got no reply."""
    what = f"AUTH{_named(last.x.mechanism)} at line {place.line}"
    if closer == SERVER:
        return _Core(
            f"the server closed the connection instead of answering {what}",
            "session.closed",
            SERVER,
            None,
            "",
            place,
        )
    return _Core(
        f"{what} got no reply: the log is cut there, or the connection broke",
        None,
        NOBODY,
        None,
        "",
        place,
    )


def _in_the_end(failures: list[Failure], attempts: tuple[Attempt, ...]) -> _Core:
    """Only log-ins failed, and one succeeded."""
    first = failures[0]
    number = f"{first.code} {first.x.enhanced}" if first.x.enhanced else str(first.code)
    success = next((a for a in attempts if a.outcome == ACCEPTED), None)
    failed = f"AUTH{_named(first.x.mechanism)} failed with {number} at line {first.place.line}"
    if success is None:
        summary = f"{failed}, a log-in succeeded all the same"
    elif success.line < first.place.line:
        summary = f"AUTH again at line {first.place.line} got {number}: the log-in of line {success.line} holds"
    elif success.mechanism and first.x.mechanism and success.mechanism != first.x.mechanism:
        summary = f"{failed}, {success.mechanism} succeeded at line {success.line}: a client may try one mechanism after the other, nothing is wrong"
    else:
        summary = f"{failed}, a later try succeeded at line {success.line}: nothing is left to mend"
    return _Core(
        summary,
        None,
        NOBODY,
        first.provider,
        "",
        first.place._replace(message=f"AUTH failed with {number} here"),
    )


def _consequence(found: Failure, failures: list[Failure]) -> Failure | None:
    """The last refusal that only follows from the one that explains it."""
    later = [
        f for f in failures if f.place.line > found.place.line and not f.x.in_auth and f.code != 421
    ]
    if found.x.in_auth:
        return next(
            (f for f in reversed(later) if f.code in (503, 530) or f.cause in _AFTER_AUTH), None
        )
    other = (f for f in reversed(later) if f.code == 503 and found.code != 503)
    return next((f for f in other if f.cause != found.cause or f.cause == "unknown"), None)


def _attempts(
    session: Session, notes: Notes, failures: list[Failure], known: shown.Known
) -> tuple[Attempt, ...]:
    """The log-ins that were tried, in their order."""
    by_line = {f.place.line: f for f in failures}
    found = []
    for x, reply, place, failed, _ in notes.log_ins:
        failure = by_line.get(place.number)
        outcome = (
            ACCEPTED if x.accepted else REFUSED if x.code else FAILED if failed else UNANSWERED
        )
        found.append(
            Attempt(
                _mechanism(x.mechanism),
                outcome,
                shown.reply(reply, known) if reply is not None else None,
                reason(failure).cause if failure is not None else None,
                place.number,
            )
        )
    success = _landmark(session, "authenticated")
    if success is not None and not any(a.outcome == ACCEPTED for a in found):
        found.append(Attempt("", ACCEPTED, None, None, success.number))
    if session.state.sasl_due and notes.challenge is not None and session.state.shows(Sees.REPLIES):
        found.append(
            Attempt(
                _mechanism(session.state.mechanism), UNANSWERED, None, None, notes.challenge.number
            )
        )
    return tuple(sorted(found, key=lambda a: a.line))


def _mechanism(name: str) -> str:
    return "" if name == "?" else name


def _named(mechanism: str) -> str:
    return f" {mechanism}" if _mechanism(mechanism) else ""


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
