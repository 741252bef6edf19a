"""What AUTH changes (RFC 4954 section 4)."""

from __future__ import annotations

from smtpcodes.grammar.form import Form
from smtpcodes.session.events import NO, UNKNOWN, YES
from smtpcodes.session.known import MANY, State
from smtpcodes.session.reply import ReplyForm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.session.exchange import Exchange

NO_SASL: dict[str, Any] = {
    "sasl": NO,
    "sasl_steps": 0,
    "token_error": False,
    "readable": 0,
}


def auth(state: State, x: Exchange) -> State:
    """334 goes on with the AUTH exchange, any other reply ends it (RFC 4954 section 4)."""
    if x.code == 334:
        return state._replace(
            sasl=x.mechanism or UNKNOWN,
            sasl_steps=min(MANY, state.sasl_steps + 1),
            token_error=x.has(ReplyForm.TOKEN_ERROR),
            readable=x.reply_form & (ReplyForm.NOT_BASE64 | ReplyForm.PROMPT),
            required=0,
        )
    closed = state._replace(**NO_SASL)
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
    return state._replace(authenticated=YES, required=0, **NO_SASL)


def failed(state: State) -> State:
    """The log tells that an AUTH failed."""
    return state._replace(
        failed=min(MANY, state.failed + 1), failed_code=UNKNOWN, required=0, **NO_SASL
    )
