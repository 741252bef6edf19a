"""How an exchange changes what is known of a session.

Laws:

1. Everything that changes what we know of a session stands in this file. A rule with memory adds
   its fact to ``session.known``, and what changes it here.
2. It watches and never raises. An event that fits nowhere leaves the state resynchronised; saying
   so is the work of a rule.
3. What was not seen makes facts unknown, never false.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from smtpcodes.grammar.form import Envelope, Form
from smtpcodes.session.events import NO, UNKNOWN, YES, Known, Sees
from smtpcodes.session.known import MANY, OTHER_PORT, PORTS, Hello, State, Transaction, Unknown
from smtpcodes.session.reply import ReplyForm

if TYPE_CHECKING:
    from smtpcodes.session.exchange import Exchange

Change = Callable[[State, "Exchange"], State]
_NO_TRANSACTION: dict[str, Any] = {
    "transaction": NO,
    "chunked": False,
    "binary": False,
    "utf8": False,
    "data_refused": False,
    "unaddressed": False,
}
_NO_SASL: dict[str, Any] = {
    "sasl": NO,
    "sasl_steps": 0,
    "token_error": False,
    "readable": False,
}


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
        **_nothing_yet(sees),
    )


def _nothing_yet(sees: int) -> dict[str, Any]:
    """No hello, no log-in and no transaction yet: known where the log shows commands."""
    known = NO if sees & Sees.COMMANDS else UNKNOWN
    return {"hello": known, "authenticated": known, "transaction": known}


def greeted(state: State) -> State:
    """A greeting was seen: the session is seen from its beginning."""
    return (
        begin(state.sees, state.port, state.tls, state.local) if state.whole is not YES else state
    )


def advance(state: State, x: Exchange) -> State:
    """The state after the exchange. Pure, and defined for every pair."""
    for change in _BEFORE:
        state = change(state, x)
    change_of_command = _CHANGES.get(x.verb)
    if change_of_command is not None:
        state = change_of_command(state, x)
    for change in _AFTER:
        state = change(state, x)
    return state


# --- what any exchange may change
def _closing(state: State, x: Exchange) -> State:
    """After 421 the server closes (RFC 5321 section 3.8)."""
    return state._replace(closing=True) if x.code == 421 else state


def _followed(state: State, x: Exchange) -> State:
    """A command has followed STARTTLS, or a failed AUTH."""
    if state.after_starttls or state.after_failure:
        return state._replace(after_starttls=False, after_failure=False)
    return state


def _worded(state: State, x: Exchange) -> State:
    """An argument stands in the log."""
    if x.has(Form.ARGUMENT) and (x.hello or x.verb in ("MAIL", "RCPT")):
        return state._replace(worded=True)
    return state


def _line_feed(state: State, x: Exchange) -> State:
    """Whether the last command had a line feed inside (RFC 5321 section 2.3.8)."""
    return state._replace(bare_line_feed=x.has(Form.BARE_LINE_FEED))


def _credential(state: State, x: Exchange) -> State:
    """A credential stands in the log, readable."""
    return state._replace(credential=True) if x.readable_credential else state


def _sasl_left(state: State, x: Exchange) -> State:
    """A reply to another command: the server has left the AUTH exchange."""
    if state.sasl_due and x.code not in (0, 334) and not x.in_auth:
        return state._replace(**_NO_SASL)
    return state


def _protocol(state: State, x: Exchange) -> State:
    """Another protocol is spoken, as long as no hello was accepted."""
    if x.hello:
        return state._replace(other_protocol=False)
    if x.other_protocol and not isinstance(state.hello, Hello):
        return state._replace(other_protocol=True)
    return state


def _hidden(state: State, x: Exchange) -> State:
    """What the log hides may have changed these (law 3)."""
    if state.shows(Sees.COMMANDS):
        return state
    return state._replace(
        transaction=UNKNOWN, mail_refused=False, rcpt_refused=False, hello=UNKNOWN
    )


def _required(state: State, x: Exchange) -> State:
    """530: STARTTLS first (RFC 3207 section 4), or authenticate first (RFC 4954 section 6)."""
    if x.requires_tls:
        return state._replace(
            required_tls=min(MANY, state.required_tls + 1),
            tls_refused_clear=state.tls_refused_clear or state.tls is NO,
        )
    if x.code == 530 and not x.in_auth:
        refused = x.verb if x.verb in ("MAIL", "RCPT", "DATA") else state.refused_with_530
        return state._replace(required=min(MANY, state.required + 1), refused_with_530=refused)
    return state


# --- what the reply to one command changes
def _connect(state: State, x: Exchange) -> State:
    state = greeted(state)
    return state._replace(
        greeting=x.code or UNKNOWN, closing=state.closing or not 200 <= x.code < 300
    )


def _hello(state: State, x: Exchange) -> State:
    if not x.accepted:
        return state._replace(quit=False) if x.code else state
    # RFC 5321 section 4.1.4: EHLO clears the transaction; RFC 4954 section 4: not the log-in.
    state = state._replace(
        hello=Hello[x.verb],
        mail_refused=False,
        quit=False,
        lmtp=state.lmtp or x.verb == "LHLO",
        **_NO_TRANSACTION,
    )
    if x.verb == "HELO":
        return state._replace(offers=UNKNOWN)
    if x.offers is None:
        return state._replace(offers=UNKNOWN)
    whole = state.shows(Sees.EHLO) and not x.has(ReplyForm.UNTERMINATED)
    state = state._replace(offers=x.offers if whole else UNKNOWN)
    if x.offers.local and state.local is UNKNOWN:
        state = state._replace(local=YES)
    if x.offers.starttls and state.tls is UNKNOWN:
        state = state._replace(tls=NO)  # RFC 3207 section 4.2: not listed once TLS is active
    return state


def _starttls(state: State, x: Exchange) -> State:
    return secured(state) if x.code == 220 else state._replace(required_tls=0) if x.code else state


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
        **_NO_SASL,
        **_nothing_yet(state.sees),
    )


def _auth(state: State, x: Exchange) -> State:
    if x.code == 334:
        return state._replace(
            sasl=x.mechanism or UNKNOWN,
            sasl_steps=min(MANY, state.sasl_steps + 1),
            token_error=x.has(ReplyForm.TOKEN_ERROR),
            readable=bool(x.reply_form & (ReplyForm.NOT_BASE64 | ReplyForm.PROMPT)),
            required=0,
        )
    closed = state._replace(**_NO_SASL)
    if x.code == 0:
        return closed._replace(
            authenticated=UNKNOWN if state.authenticated is NO else state.authenticated
        )
    if x.accepted and x.code != 235 and x.has(Form.LIKE_COMMAND):
        return closed  # the server took it for the command that it looks like
    if x.accepted:
        return closed._replace(
            authenticated=YES, failed=0, failed_code=NO, required=0, transition=False
        )
    if x.requires_tls:
        return closed
    closed = closed._replace(
        failed=min(MANY, state.failed + 1), failed_code=x.code, after_failure=True, required=0
    )
    if x.mechanism == "PLAIN" and state.transition:
        closed = closed._replace(transition=False)
    return closed._replace(transition=True) if x.code == 432 else closed


def succeeded(state: State) -> State:
    """The log tells that the client has authenticated."""
    return state._replace(authenticated=YES, required=0, **_NO_SASL)


def failed(state: State) -> State:
    """The log tells that an AUTH failed."""
    return state._replace(
        failed=min(MANY, state.failed + 1), failed_code=UNKNOWN, required=0, **_NO_SASL
    )


def _mail(state: State, x: Exchange) -> State:
    if x.accepted:
        return state._replace(
            transaction=Transaction.MAIL,
            mail_refused=False,
            rcpt_refused=False,
            recipients_unclear=False,
            data_refused=False,
            chunked=False,
            binary=bool(x.has(Envelope.BODY_BINARYMIME)),
            utf8=bool(x.has(Envelope.SMTPUTF8)),
        )
    if x.code == 0:
        return state._replace(transaction=UNKNOWN)
    return (
        state if state.in_transaction is YES else state._replace(transaction=NO, mail_refused=True)
    )


def _rcpt(state: State, x: Exchange) -> State:
    if x.accepted:
        return state._replace(transaction=Transaction.RCPT)
    if x.code == 0:
        return state._replace(recipients_unclear=True)
    return state._replace(rcpt_refused=True)


def _data(state: State, x: Exchange) -> State:
    if x.code == 354:
        tried = state.rcpt_refused or state.recipients_unclear
        unaddressed = state.transaction is Transaction.MAIL and not tried
        return state._replace(transaction=Transaction.DATA, unaddressed=unaddressed)
    return state._replace(data_refused=True) if x.code else state._replace(transaction=UNKNOWN)


def _message(state: State, x: Exchange) -> State:
    # 353 begins one reply for each recipient (PRDR, draft-hall-prdr): how many is not followed
    return state._replace(
        mail_refused=False,
        rcpt_refused=False,
        recipients_unclear=False,
        doubt=state.doubt or x.code == 353,
        **_NO_TRANSACTION,
    )


def _bdat(state: State, x: Exchange) -> State:
    if x.has(Form.LAST) or (x.code and not x.accepted):
        return _message(state, x)
    return state._replace(chunked=True) if x.accepted else state


def _rset(state: State, x: Exchange) -> State:
    return (
        state._replace(mail_refused=False, rcpt_refused=False, **_NO_TRANSACTION)
        if x.accepted
        else state
    )


def _quit(state: State, x: Exchange) -> State:
    return state._replace(quit=True)


def _xclient(state: State, x: Exchange) -> State:
    """XCLIENT: the session begins anew, and the client may be logged in by what it said (Postfix,
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


def _unknown(state: State, x: Exchange) -> State:
    """A reply to a command that the log does not show."""
    if x.code == 235:
        return succeeded(state)
    if x.code == 334:
        return state._replace(sasl=UNKNOWN)
    if x.code == 354:
        return state._replace(transaction=Transaction.DATA)
    if x.code == 221:
        return state._replace(quit=True)
    return state


_BEFORE: tuple[Change, ...] = (
    _closing,
    _followed,
    _worded,
    _line_feed,
    _credential,
    _sasl_left,
)
_AFTER: tuple[Change, ...] = (_protocol, _hidden, _required)
_CHANGES: dict[str, Change] = {
    "CONNECT": _connect,
    "EHLO": _hello,
    "HELO": _hello,
    "LHLO": _hello,
    "STARTTLS": _starttls,
    "AUTH": _auth,
    "SASL": _auth,
    "MAIL": _mail,
    "SEND": _mail,
    "SOML": _mail,
    "SAML": _mail,
    "RCPT": _rcpt,
    "DATA": _data,
    "MESSAGE": _message,
    "BDAT": _bdat,
    "RSET": _rset,
    "QUIT": _quit,
    "XCLIENT": _xclient,
    "UNKNOWN": _unknown,
    "NONE": _unknown,
}
