"""Why a refusal was given: what the reply says, and what the session before it tells.

A 535 to a mechanism that is not offered says nothing of the password. Nothing is assumed that the
session does not show.
"""

from __future__ import annotations

from typing import NamedTuple

from smtpcodes.grammar import sasl
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.report import CLIENT, CONFIGURATION, NETWORK, NOBODY, SERVER, Related
from smtpcodes.session.events import NO, UNKNOWN, YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello

QUOTED = 80  # characters of a text that is quoted


class Failure(NamedTuple):
    """A refusal, with what is known of the reply. text: the whole reply, masked. place: its first
    line."""

    x: Exchange
    text: str
    place: Related
    cause: str
    provider: str | None
    title: str
    fix: str

    @property
    def code(self) -> int:
        return self.x.code


class Reason(NamedTuple):
    """The end of a sentence, the cause, the side that it lies on, and what to do."""

    text: str
    cause: str
    side: str
    fix: str


SIDES = {
    "auth.credentials-invalid": CLIENT,
    "auth.required": CLIENT,
    "auth.syntax": CLIENT,
    "auth.line-too-long": CLIENT,
    "auth.mechanism-unsupported": CLIENT,
    "auth.temporary-failure": SERVER,
    "auth.rate-limited": CLIENT,
    "tls.required": CLIENT,
    "tls.unavailable": SERVER,
    "tls.failed": NETWORK,
    "server.unavailable": SERVER,
    "server.error": SERVER,
    "server.storage-full": SERVER,
    "routing.failed": NETWORK,
    "routing.loop": CONFIGURATION,
    "delivery.expired": NETWORK,
    "delivery.delayed": NOBODY,
    "recipient.suppressed": CONFIGURATION,
    "rate.greylisted": NOBODY,
    "policy.reverse-dns": CONFIGURATION,
    "success": NOBODY,
    "unknown": NOBODY,
}
_FAMILIES = {
    "auth": CONFIGURATION,
    "tls": CONFIGURATION,
    "policy": CONFIGURATION,
    "sender": CONFIGURATION,
    "quota": CONFIGURATION,
    "network": NETWORK,
}
# Causes that a reply to AUTH may seem to have where it means the mechanism, or that there is no
# AUTH.
_VAGUE = frozenset(
    (
        "auth.credentials-invalid",
        "auth.mechanism-unsupported",
        "auth.not-available",
        "auth.required",
        "auth.syntax",
        "command.unsupported",
        "sequence.bad",
        "syntax.bad",
        "unknown",
    )
)


def side_of(cause: str) -> str:
    """The side that a cause lies on, of a verdict's sides."""
    return SIDES.get(cause) or _FAMILIES.get(cause.split(".", 1)[0], CLIENT)


def not_offered(x: Exchange) -> bool:
    """AUTH, though the last EHLO reply, seen whole, does not list the mechanism; or after HELO,
    which lists nothing."""
    return x.verb == "AUTH" and (
        x.offered is NO or x.state.offers_auth is NO or x.state.hello is Hello.HELO
    )


def reason(f: Failure) -> Reason:
    """Why this refusal was given."""
    found = (
        _of_auth(f) if f.x.in_auth else _of_starttls(f) if f.x.verb == "STARTTLS" else _of_others(f)
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


def _of_auth(f: Failure) -> Reason | None:
    x = f.x
    state = x.state
    if x.text is TextClass.TOO_LONG:
        return Reason(
            "a line of the log-in is too long for the server", "auth.line-too-long", CLIENT, f.fix
        )
    if x.has(Form.CANCEL):
        return Reason(
            'the client gave up, it sent "*"',
            "auth.syntax",
            CLIENT,
            "The program broke off the log-in: look there for the reason.",
        )
    if x.requires_tls or f.cause == "tls.required":
        return _wants_tls(f)
    if not_offered(x) and f.cause in _VAGUE:
        return _not_offered(f)
    if x.has(Form.BAD_BASE64) and not x.has(Form.WORD) and f.cause in _VAGUE:
        return Reason(
            "the response is no base64",
            "auth.syntax",
            CLIENT,
            "The program must encode what it sends; the password may be right.",
        )
    if f.cause == "command.unsupported":
        return _not_known(f)
    if f.cause == "auth.required":
        return Reason(
            "the server asks for a log-in in answer to one", f.cause, SERVER, ""
        )  # RFC 4954 section 6: to any other command
    if state.token_error or (x.mechanism in sasl.TOKEN and f.cause == "auth.credentials-invalid"):
        return Reason(
            "the OAuth token is not accepted",
            "auth.token-invalid",
            CONFIGURATION,
            f.fix or "Get a new token, with the scope for SMTP.",
        )
    if f.cause != "auth.credentials-invalid":
        return None
    if x.verb == "SASL" and x.has(Form.EMPTY) and x.mechanism in sasl.PLAINTEXT:
        what = (
            "response"
            if x.mechanism != "LOGIN"
            else "user name"
            if state.sasl_steps == 1
            else "password"
        )
        return Reason(
            f"the client sent an empty {what}",
            f.cause,
            CLIENT,
            "The program has no user name or password to send: look at its settings.",
        )
    if (
        x.code == 535
        and x.verb == "AUTH"
        and x.mechanism in sasl.PLAINTEXT
        and not x.has(Form.INITIAL)
        and state.shows(Sees.SASL | Sees.RESPONSES)
    ):
        return Reason(
            "the server refused before any credentials were sent, a 334 was due",
            "auth.syntax",
            SERVER,
            "Let the program send the response with AUTH (RFC 4954 section 4), or use another mechanism; the server's set-up of this one is broken.",
        )
    return None


def _not_known(f: Failure) -> Reason | None:
    """Of a server that knows no such command, in the middle of a log-in."""
    x, offers = f.x, f.x.state.offers
    if x.verb == "SASL" and x.state.sasl_steps:
        return Reason(
            "the server took a response of the log-in for a command",
            f.cause,
            SERVER,
            "The server asked for it with 334, and lost the thread: use another mechanism, or a newer version of it.",
        )
    if x.verb != "AUTH" or x.code not in (500, 502):
        return None
    if x.offered is not YES and offers is not UNKNOWN and offers.auth:
        return Reason(
            "the server offers AUTH, and does not know it in this form",
            "auth.mechanism-unsupported",
            CLIENT,
            "Choose another mechanism of those that the server offers.",
        )
    return Reason(
        "the server does not know AUTH here",
        "auth.not-available",
        CLIENT,
        "Log in on port 587 or 465; the server may offer AUTH only after EHLO and STARTTLS.",
    )


def _wants_tls(f: Failure) -> Reason:
    state = f.x.state
    if state.offers_starttls is NO and state.tls is NO:
        return Reason(
            "TLS is asked for, which the server does not offer",
            "tls.not-offered",
            CONFIGURATION,
            f.fix,
        )
    return Reason("TLS must be started first", "tls.required", CLIENT, f.fix)


def _not_offered(f: Failure) -> Reason:
    x = f.x
    state = x.state
    if state.hello is Hello.HELO:
        return Reason(
            "AUTH needs EHLO, the client said HELO",
            "auth.not-available",
            CLIENT,
            "Let the program say EHLO: HELO has no extensions.",
        )
    if state.offers is not UNKNOWN and not state.offers.auth:
        if state.offers.starttls and state.tls is not YES:
            return Reason(
                "the server offers no AUTH before STARTTLS",
                "auth.not-available",
                CLIENT,
                "Switch STARTTLS on in the program.",
            )
        return Reason(
            "the server offers no AUTH here" + (" on port 25" if state.port == 25 else ""),
            "auth.not-available",
            CLIENT,
            "Log in on port 587 or 465.",
        )
    listed = ", ".join(sorted(state.offers.mechanisms)[:6]) if state.offers is not UNKNOWN else ""
    name = x.mechanism if x.mechanism in sasl.MECHANISMS else "the mechanism"
    return Reason(
        f"{name} is not offered"
        + (f", {listed} {'are' if ',' in listed else 'is'}" if listed else ""),
        "auth.mechanism-unsupported",
        CLIENT,
        "Choose a mechanism that the server offers.",
    )


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


def _of_others(f: Failure) -> Reason | None:  # noqa: C901
    state = f.x.state
    if f.x.requires_tls or f.cause == "tls.required":
        return _wants_tls(f)
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
    said = (
        "a log-in is required"
        if f.cause == "auth.required"
        else "the server does not relay for a client"
    )
    if state.authenticated is YES:
        if f.cause == "auth.required":
            return None
        return Reason(
            "the server does not relay this, though the client had logged in",
            f.cause,
            CONFIGURATION,
            f.fix,
        )
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
        return (
            Reason(f"{said}, and the client said HELO: AUTH needs EHLO", f.cause, CLIENT, f.fix)
            if f.cause == "auth.required"
            else None
        )
    if f.cause == "relay.denied":
        return Reason(
            "the server does not relay for a client that has not logged in", f.cause, CLIENT, f.fix
        )
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
