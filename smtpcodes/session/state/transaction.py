"""What the commands of a mail transaction change (RFC 5321 section 3.3)."""

from __future__ import annotations

from smtpcodes.grammar.form import Envelope, Form
from smtpcodes.session.events import NO, UNKNOWN, YES
from smtpcodes.session.known import State, Transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.session.exchange import Exchange

NO_TRANSACTION: dict[str, Any] = {
    "transaction": NO,
    "chunked": False,
    "binary": False,
    "utf8": False,
    "data_refused": False,
    "unaddressed": False,
}


def mail(state: State, x: Exchange) -> State:
    """A MAIL that is accepted begins a transaction (RFC 5321 section 4.1.1.2)."""
    if x.accepted:
        return state._replace(
            transaction=Transaction.MAIL,
            mail_refused=False,
            rcpt_refused=False,
            recipients_unclear=False,
            data_refused=False,
            chunked=False,
            binary=x.has(Envelope.BODY_BINARYMIME),
            utf8=x.has(Envelope.SMTPUTF8),
        )
    if x.code == 0:
        return state._replace(transaction=UNKNOWN)
    return (
        state if state.in_transaction is YES else state._replace(transaction=NO, mail_refused=True)
    )


def rcpt(state: State, x: Exchange) -> State:
    """A RCPT that is accepted is enough for DATA (RFC 5321 section 4.1.1.3)."""
    if x.accepted:
        return state._replace(transaction=Transaction.RCPT)
    if x.code == 0:
        return state._replace(recipients_unclear=True)
    return state._replace(rcpt_refused=True)


def data(state: State, x: Exchange) -> State:
    """After 354 the message is due (RFC 5321 section 4.1.1.4)."""
    if x.code == 354:
        tried = state.rcpt_refused or state.recipients_unclear
        unaddressed = state.transaction is Transaction.MAIL and not tried
        return state._replace(transaction=Transaction.DATA, unaddressed=unaddressed)
    return state._replace(data_refused=True) if x.code else state._replace(transaction=UNKNOWN)


def message(state: State, x: Exchange) -> State:
    """The end of the message ends the transaction (RFC 5321 section 4.1.1.4).

    353 begins one reply for each recipient (PRDR, draft-hall-prdr): how many is not followed.
    """
    return state._replace(
        mail_refused=False,
        rcpt_refused=False,
        recipients_unclear=False,
        doubt=state.doubt or x.code == 353,
        **NO_TRANSACTION,
    )


def bdat(state: State, x: Exchange) -> State:
    """The last chunk ends the transaction, and so does a refusal (RFC 3030 section 2)."""
    if x.has(Form.LAST) or (x.code and not x.accepted):
        return message(state, x)
    return state._replace(chunked=True) if x.accepted else state._replace(transaction=UNKNOWN)


def rset(state: State, x: Exchange) -> State:
    """RSET ends the transaction (RFC 5321 section 4.1.1.5)."""
    if not x.code:
        return state._replace(transaction=UNKNOWN)
    if not x.accepted:
        return state
    return state._replace(mail_refused=False, rcpt_refused=False, **NO_TRANSACTION)
