"""What an exchange changes: any exchange, and the reply to one command."""

from __future__ import annotations

from collections.abc import Callable

from smtpcodes.grammar.form import Form
from smtpcodes.session.events import NO, UNKNOWN, Sees
from smtpcodes.session.known import MANY, Hello, State, Transaction
from smtpcodes.session.state import beginning, log_in, transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.session.exchange import Exchange

Change = Callable[[State, "Exchange"], State]


def advance(state: State, x: Exchange) -> State:
    """Give the state after the exchange. Pure, and defined for every pair."""
    of_command = _OF_COMMANDS.get(x.verb)
    changes = _BEFORE if of_command is None else (*_BEFORE, of_command)
    for change in (*changes, *_AFTER):
        state = change(state, x)
    return state


def _closing(state: State, x: Exchange) -> State:
    """After 421 the server closes (RFC 5321 section 3.8)."""
    return state._replace(closing=True) if x.code == 421 else state


def _followed(state: State, x: Exchange) -> State:
    """A command has followed STARTTLS, or a failed AUTH."""
    if state.after_starttls or state.after_failure:
        return state._replace(after_starttls=False, after_failure=False)
    return state


def _worded(state: State, x: Exchange) -> State:
    """The log shows arguments."""
    if x.has(Form.ARGUMENT) and (x.hello or x.verb in ("MAIL", "RCPT")):
        return state._replace(worded=True)
    return state


def _line_feed(state: State, x: Exchange) -> State:
    """The command had a line feed inside, or had none (RFC 5321 section 2.3.8)."""
    return state._replace(bare_line_feed=x.has(Form.BARE_LINE_FEED))


def _refused(state: State, x: Exchange) -> State:
    """The command was refused. What no rule asks of the log is not kept."""
    if not state.shows(Sees.CLOSER):
        return state
    before = min(MANY, state.refusals + bool(state.refused))
    return state._replace(refused=x.code if x.refused else 0, refusals=before)


def _credential(state: State, x: Exchange) -> State:
    """A credential stands in the log, readable."""
    return state._replace(credential=True) if x.readable_credential else state


def _sasl_left(state: State, x: Exchange) -> State:
    """A reply to another command: the server has left the AUTH exchange."""
    if state.sasl_due and x.code not in (0, 334) and not x.in_auth:
        return state._replace(**log_in.NO_SASL)
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
    if x.in_auth:
        return state
    if x.verb in ("MAIL", "RCPT", "DATA") and x.wants_log_in:
        state = state._replace(refused_for_log_in=x.verb)
    if x.code == 530:
        state = state._replace(required=min(MANY, state.required + 1))
    return state


def _quit(state: State, x: Exchange) -> State:
    """After QUIT nothing follows (RFC 5321 section 4.1.1.10)."""
    return state._replace(quit=True)


def _unasked(state: State, x: Exchange) -> State:
    """One reply too many, or the log lacks its command: what a client seems to do out of order
    afterwards may be that command's."""
    if x.code != 421 and not state.shows(Sees.WIRE):
        state = state._replace(doubt=True)
    return _unknown(state, x)


def _unknown(state: State, x: Exchange) -> State:
    """A reply to a command that the log does not show."""
    if x.code == 235:
        return log_in.succeeded(state)
    if x.code == 334:
        return state._replace(sasl=UNKNOWN)
    if x.code == 354:
        return state._replace(transaction=Transaction.DATA)
    if x.code == 221:
        return state._replace(quit=True)
    if x.accepted and not state.shows(Sees.WIRE):
        return beginning.accepted(state)
    return state


_BEFORE: tuple[Change, ...] = (
    _closing,
    _followed,
    _worded,
    _line_feed,
    _refused,
    _credential,
    _sasl_left,
)
_AFTER: tuple[Change, ...] = (_protocol, _hidden, _required)
_OF_COMMANDS: dict[str, Change] = {
    "CONNECT": beginning.connect,
    "EHLO": beginning.hello,
    "HELO": beginning.hello,
    "LHLO": beginning.hello,
    "STARTTLS": beginning.starttls,
    "AUTH": log_in.auth,
    "SASL": log_in.auth,
    "MAIL": transaction.mail,
    "SEND": transaction.mail,
    "SOML": transaction.mail,
    "SAML": transaction.mail,
    "RCPT": transaction.rcpt,
    "DATA": transaction.data,
    "MESSAGE": transaction.message,
    "BDAT": transaction.bdat,
    "RSET": transaction.rset,
    "QUIT": _quit,
    "XCLIENT": beginning.xclient,
    "UNKNOWN": _unknown,
    "NONE": _unasked,
}
