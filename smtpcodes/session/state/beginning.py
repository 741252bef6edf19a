"""Where a session begins, and where it begins anew: the greeting, the hellos, TLS, a gap."""

from __future__ import annotations

from smtpcodes.grammar.form import Form
from smtpcodes.session.events import NO, UNKNOWN, YES, Known, Sees
from smtpcodes.session.known import OTHER_PORT, PORTS, Hello, State
from smtpcodes.session.reply import ReplyForm
from smtpcodes.session.state.log_in import NO_SASL
from smtpcodes.session.state.transaction import NO_TRANSACTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.session.exchange import Exchange
    from smtpcodes.session.known import Unknown


def unseen(sees: int) -> State:
    """A session of which nothing was seen yet, perhaps not even its beginning."""
    return State(sees)


def lost(state: State) -> State:
    """The log has a gap: what may have changed in it is unknown."""
    tls = YES if state.tls is YES else UNKNOWN
    return State(state.sees, tls=tls, local=state.local, port=state.port, doubt=True)


def doubted(state: State) -> State:
    """The log has lost or repeated a line."""
    return state._replace(doubt=True)


def accepted(state: State) -> State:
    """A command that the log does not show was accepted: a hello, MAIL, RCPT or RSET, it may be
    (law 3)."""
    hello = UNKNOWN if state.hello is NO else state.hello
    return state._replace(hello=hello, transaction=UNKNOWN)


def begin(
    sees: int, port: int | Unknown = UNKNOWN, tls: Known = UNKNOWN, local: Known = UNKNOWN
) -> State:
    """A session seen from its first octet on."""
    return State(
        sees,
        YES,
        tls,
        local,
        port if port is UNKNOWN or port in PORTS else OTHER_PORT,
        **nothing_yet(sees),
    )


def nothing_yet(sees: int) -> dict[str, Any]:
    """No hello, no log-in and no transaction yet: known where the log shows commands."""
    known = NO if sees & Sees.COMMANDS else UNKNOWN
    return {"hello": known, "authenticated": known, "transaction": known}


def greeted(state: State) -> State:
    """A greeting was seen: the session is seen from its beginning."""
    return (
        begin(state.sees, state.port, state.tls, state.local) if state.whole is not YES else state
    )


def connect(state: State, x: Exchange) -> State:
    """The greeting opens the session, or refuses it (RFC 5321 section 3.1)."""
    state = greeted(state)
    return state._replace(
        greeting=x.code or UNKNOWN, closing=state.closing or not 200 <= x.code < 300
    )


def hello(state: State, x: Exchange) -> State:
    """A hello that is accepted clears the transaction, and not the log-in (RFC 5321 section 4.1.4,
    RFC 4954 section 4)."""
    if not x.code:  # it may have been accepted (law 3)
        return state._replace(hello=UNKNOWN, offers=UNKNOWN, transaction=UNKNOWN)
    if not x.accepted:
        return state._replace(quit=False)
    state = state._replace(
        hello=Hello[x.verb],
        nameless=not x.form & (Form.ARGUMENT | Form.ASSUMED),
        mail_refused=False,
        quit=False,
        lmtp=state.lmtp or x.verb == "LHLO",
        **NO_TRANSACTION,
    )
    if x.verb == "HELO" or x.offers is None:
        return state._replace(offers=UNKNOWN)
    whole = state.shows(Sees.EHLO) and not x.has(ReplyForm.UNTERMINATED)
    state = state._replace(offers=x.offers if whole else UNKNOWN)
    if x.offers.local and state.local is UNKNOWN:
        state = state._replace(local=YES)
    if x.offers.starttls and state.tls is UNKNOWN:
        state = state._replace(tls=NO)  # RFC 3207 section 4.2: not listed once TLS is active
    return state


def starttls(state: State, x: Exchange) -> State:
    """After 220 TLS begins (RFC 3207 section 4)."""
    if x.code == 220:
        return secured(state)
    if x.code:
        return state._replace(required_tls=0)
    return state._replace(  # it may have begun, and with it what both sides forget (law 3)
        tls=UNKNOWN if state.tls is NO else state.tls,
        offers=UNKNOWN,
        authenticated=UNKNOWN if state.authenticated is YES else state.authenticated,
    )


def secured(state: State) -> State:
    """TLS begins: both sides forget what they knew (RFC 3207 section 4.2)."""
    if state.after_starttls:
        return state._replace(tls=YES)
    return state._replace(
        tls=YES,
        offers=UNKNOWN,
        mail_refused=False,
        auth_before_tls=state.auth_before_tls or state.authenticated is YES,
        starttls=True,
        after_starttls=True,
        required=0,
        required_tls=0,
        failed=0,
        failed_code=NO,
        **NO_SASL,
        **nothing_yet(state.sees),
    )


def xclient(state: State, x: Exchange) -> State:
    """The session begins anew, and XCLIENT may have logged the client in (Postfix,
    XCLIENT_README)."""
    if not x.accepted:
        return state
    return state._replace(
        hello=NO,
        offers=UNKNOWN,
        authenticated=UNKNOWN,
        transaction=NO,
        mail_refused=False,
        required=0,
        required_tls=0,
        failed=0,
        failed_code=NO,
    )
