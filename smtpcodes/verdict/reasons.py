"""Why a refusal was given: what the reply says, and what the session before it tells.

Nothing is assumed that the session does not show.
"""

from __future__ import annotations

from smtpcodes.grammar.form import Form
from smtpcodes.report import CLIENT, CONFIGURATION, NOBODY, SERVER
from smtpcodes.session.events import NO, UNKNOWN, YES
from smtpcodes.session.known import Hello
from smtpcodes.verdict.failure import Failure, Reason, side_of
from smtpcodes.verdict.refused_log_in import of_auth, wants_tls

QUOTED = 80  # characters of a text that is quoted


def reason(f: Failure) -> Reason:
    """Why this refusal was given."""
    found = (
        of_auth(f) if f.x.in_auth else _of_starttls(f) if f.x.verb == "STARTTLS" else _of_others(f)
    )
    if found is not None:
        return found
    if f.cause == "unknown":
        said = " ".join(f.text.split())
        return Reason(
            f'"{said[:QUOTED]}{" ..." if len(said) > QUOTED else ""}"'
            if said
            else "without a word",
            f.cause,
            side_of(f.cause),
            f.fix,
        )
    return Reason(_lower(f.title), f.cause, side_of(f.cause), f.fix)


def _of_starttls(f: Failure) -> Reason | None:
    if f.x.state.offers_starttls is NO and f.x.state.tls is not YES:
        return Reason(
            "the server does not offer it",
            "tls.not-offered",
            CLIENT,
            "Use the port where TLS begins at once (465), or ask the operator.",
        )
    if f.x.has(Form.ARGUMENT) and not f.x.has(Form.ASSUMED):
        return Reason(
            "STARTTLS takes no argument", "syntax.bad", CLIENT, f.fix
        )  # RFC 3207 section 4
    offered = f.x.state.offers_starttls is YES
    if (
        f.cause.startswith(("tls.", "sequence.")) and not (offered and f.cause == "tls.not-offered")
    ) or f.code == 501:
        return None
    return Reason(
        "the server offers it and does not do it" if offered else "TLS cannot be started",
        "tls.unavailable",
        SERVER,
        f.fix,
    )


def _of_others(f: Failure) -> Reason | None:
    if f.x.requires_tls or f.cause == "tls.required":
        return wants_tls(f)
    if f.cause == "rate.greylisted":
        said = (
            "greylisted, a later try passes"
            if "list" in f.text.casefold()
            else "a later try may pass"
        )
        return Reason(said, f.cause, NOBODY, f.fix)
    if f.cause == "sender.rejected" and f.code == 501 and f.x.verb == "MAIL":
        return Reason(_lower(f.title), f.cause, CLIENT, f.fix)  # the form of it, says RFC 5321
    if f.cause not in ("auth.required", "relay.denied") or not f.x.shown:
        return None
    if f.x.verb == "CONNECT":
        return Reason("the server does not serve this client", "policy.rejected", CONFIGURATION, "")
    if f.cause == "relay.denied":
        return _not_relayed(f)
    return _not_logged_in("a log-in is required", f)


def _not_relayed(f: Failure) -> Reason | None:
    """The server does not relay: for want of a log-in, if the log shows that there was none."""
    state = f.x.state
    if state.authenticated is YES:
        return Reason(
            "the server does not relay this, though the client had logged in",
            f.cause,
            CONFIGURATION,
            f.fix,
        )
    if state.auth_before_tls:
        return _not_logged_in("the server does not relay for a client", f)
    if state.authenticated is not NO or state.failed or state.hello is Hello.HELO:
        return None
    return Reason(
        "the server does not relay for a client that has not logged in", f.cause, CLIENT, f.fix
    )


def _not_logged_in(said: str, f: Failure) -> Reason | None:
    """What the log shows of a client that should have logged in, and has not."""
    state = f.x.state
    if state.authenticated is not NO or state.failed:
        return None
    if state.auth_before_tls:
        return Reason(
            f"{said}, STARTTLS has ended the one before it",
            f.cause,
            CLIENT,
            "Start TLS first, then log in.",
        )  # RFC 3207 section 4.2
    if state.hello is Hello.HELO:
        return Reason(f"{said}, and the client said HELO: AUTH needs EHLO", f.cause, CLIENT, f.fix)
    if state.offers is UNKNOWN:
        return Reason(f"{said}, and the client sent no AUTH", f.cause, CLIENT, f.fix)
    if state.offers.auth:
        return Reason(
            f"{said}, and the client sent no AUTH, though it was offered", f.cause, CLIENT, f.fix
        )
    if state.offers.starttls and state.tls is not YES:
        return Reason(
            f"{said}, no AUTH is offered before STARTTLS, and the client sent neither",
            f.cause,
            CLIENT,
            "Switch STARTTLS and the log-in on in the program.",
        )
    return Reason(f"{said}, but the server offers no AUTH here", f.cause, CONFIGURATION, f.fix)


def _lower(title: str) -> str:
    """A title in the middle of a sentence; "TLS" stays as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
