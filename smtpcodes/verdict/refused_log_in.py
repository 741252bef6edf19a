"""Why a log-in was refused.

A 535 to a mechanism that is not offered says nothing of the password.
"""

from __future__ import annotations

from smtpcodes.grammar import sasl
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.report import CLIENT, CONFIGURATION, SERVER
from smtpcodes.session.events import NO, UNKNOWN, YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello
from smtpcodes.verdict.failure import Failure, Reason

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
_NO_COMMAND = (500, 502)  # the server knows no such command (RFC 5321 section 4.2.2)


def not_offered(x: Exchange) -> bool:
    """AUTH, though the last EHLO reply, seen whole, does not list the mechanism; or after HELO,
    which lists nothing."""
    return x.verb == "AUTH" and (
        x.offered is NO or x.state.offers_auth is NO or x.state.hello is Hello.HELO
    )


def of_auth(f: Failure) -> Reason | None:
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
        return wants_tls(f)
    if not_offered(x) and f.cause in _VAGUE:
        return _not_offered(f)
    if x.has(Form.BAD_BASE64) and not x.has(Form.WORD) and f.cause in _VAGUE:
        return Reason(
            "the response is no base64",
            "auth.syntax",
            CLIENT,
            "The program must encode what it sends; the password may be right.",
        )
    if f.cause == "command.unsupported" or (
        f.cause == "auth.not-available" and x.code in _NO_COMMAND
    ):
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
            "Let the program send the response with AUTH (RFC 4954 section 4), or use another "
            "mechanism; the server's set-up of this one is broken.",
        )
    return None


def _not_known(f: Failure) -> Reason | None:
    """Of a server that knows no such command, in the middle of a log-in."""
    x, offers = f.x, f.x.state.offers
    if x.verb == "SASL" and x.state.sasl_steps:
        return Reason(
            "the server took a response of the log-in for a command",
            "command.unsupported",
            SERVER,
            "The server asked for it with 334, and lost the thread: use another mechanism, or a "
            "newer version of it.",
        )
    if x.verb != "AUTH" or x.code not in _NO_COMMAND:
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


def wants_tls(f: Failure) -> Reason:
    state = f.x.state
    if state.offers_starttls is NO and state.tls is NO:
        return Reason(
            "TLS is asked for, which the server does not offer",
            "tls.not-offered",
            CONFIGURATION,
            f.fix,
        )
    return Reason("TLS must be started first", "tls.required", CLIENT, f.fix)
