"""Which failure explains the others, and which finding speaks of it.

A 530 after a failed AUTH is only the consequence (RFC 4954 section 4: the client may go on without
a log-in).
"""

from __future__ import annotations

from smtpcodes.report import SERVER
from smtpcodes.verdict.failure import Failure
from smtpcodes.verdict.notes import Broken, Notes
from smtpcodes.verdict.refused_log_in import not_offered

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


def broken(notes: Notes, found: Failure | None) -> Broken | None:
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
    about = [
        b
        for b in notes.broken
        if b.refusal and (b.answered, b.verb) == (found.place.line, found.x.verb)
    ]
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


def consequence(found: Failure, failures: list[Failure]) -> Failure | None:
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
