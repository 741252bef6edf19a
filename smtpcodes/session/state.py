"""What is known of a session, and how an exchange changes it.

Laws:

1. Everything that changes what we know of a session stands in this file. A rule with memory adds
   its fact here, and only here.
2. It watches and never raises. An event that fits nowhere leaves the state resynchronised; saying
   so is the work of a rule.
3. What we did not see we do not know: YES, NO, UNKNOWN. A log that starts in the middle, hides
   replies or was cut makes facts unknown, never false; a rule that rests on absence asks for NO.

TLS is unknown in most client logs (implicit TLS leaves no trace); STARTTLS in an EHLO reply proves
NO.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from smtpcodes.grammar.form import Envelope, Form
from smtpcodes.session.events import NO, UNKNOWN, YES, Known, Sees
from smtpcodes.session.reply import ReplyForm

if TYPE_CHECKING:
    from smtpcodes.grammar.ehlo import Offers
    from smtpcodes.session.exchange import Exchange

MANY = 3  # counters stop here


class State(NamedTuple):
    """What is known before an exchange. Every field is finite."""

    sees: int = 0  # what the log format shows (events.Sees)
    whole: Known = UNKNOWN  # was the session seen from its beginning?
    tls: Known = UNKNOWN
    local: Known = UNKNOWN  # are both ends on one machine?
    port: int = 0  # the server's; 0 unknown
    greeting: int = 0  # the code of the greeting; 0 unknown
    hello: str = "?"  # the last accepted of EHLO, HELO, LHLO; "" none; "?" unknown
    offers: Offers | None = None  # the last EHLO reply, if it was seen whole
    authenticated: Known = UNKNOWN
    sasl: str = ""  # the mechanism of the open AUTH exchange
    sasl_due: bool = False  # a SASL response is due
    sasl_steps: int = 0  # challenges so far
    token_error: bool = False  # the last challenge carried a token error
    readable: bool = False  # the last challenge was no base64: the log may decode, the response too
    transaction: str = "?"  # "" none, MAIL, RCPT (one accepted), DATA (354 was given), "?" unknown
    mail_refused: bool = False  # the last MAIL was refused
    rcpt_refused: bool = False  # a RCPT of this transaction was refused
    recipients_unclear: bool = False  # the reply to a RCPT was not seen
    data_refused: bool = False  # DATA was refused in this transaction: the server may have ended it
    chunked: bool = False  # a BDAT of this transaction was accepted
    binary: bool = False  # MAIL asked for BODY=BINARYMIME
    utf8: bool = False  # MAIL asked for SMTPUTF8
    lmtp: bool = False  # LHLO was accepted
    failed: int = 0  # failed AUTH exchanges
    failed_code: int = 0  # the code of the last one; 0 none or unknown
    after_failure: bool = False  # the last AUTH failed, and no command has followed
    required: int = 0  # 530 "authenticate" with neither AUTH nor STARTTLS since
    required_tls: int = 0  # 530 "STARTTLS" with no STARTTLS since
    refused_with_530: str = ""  # the last of MAIL, RCPT and DATA that got 530 "authenticate"
    tls_refused_clear: bool = False  # 530 "STARTTLS" was sent while TLS was off
    auth_before_tls: bool = (
        False  # authenticated, then STARTTLS: the log-in is void (RFC 3207 section 4.2)
    )
    starttls: bool = False  # STARTTLS was accepted in this session
    after_starttls: bool = False  # and no command has followed
    transition: bool = False  # 432, and no AUTH PLAIN since
    quit: bool = False  # QUIT was sent
    closing: bool = False  # 421, or the greeting refused service
    credential: bool = False  # a credential stands readable in the log
    unaddressed: bool = False  # 354 was given though no RCPT was sent
    worded: bool = False  # a hello, MAIL or RCPT had an argument: the log shows more than verbs
    bare_line_feed: bool = False  # the last command had a line feed inside
    other_protocol: bool = False  # no SMTP is spoken here
    doubt: bool = False  # the log seems to have lost or repeated lines

    def shows(self, what: Sees) -> bool:
        return self.sees & what == what

    @property
    def in_transaction(self) -> Known:
        return UNKNOWN if self.transaction == "?" else YES if self.transaction else NO

    def lists(self, keyword: str) -> Known:
        """Is the extension offered? After HELO none is."""
        if self.offers is None:
            return NO if self.hello == "HELO" else UNKNOWN
        return YES if keyword in self.offers.keywords else NO

    @property
    def offers_auth(self) -> Known:
        return UNKNOWN if self.offers is None else YES if self.offers.auth else NO

    @property
    def offers_starttls(self) -> Known:
        return UNKNOWN if self.offers is None else YES if self.offers.starttls else NO


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


def begin(sees: int, port: int = 0, tls: Known = UNKNOWN, local: Known = UNKNOWN) -> State:
    """A session seen from its first octet on."""
    shows_commands = bool(sees & Sees.COMMANDS)
    return State(
        sees,
        YES,
        tls,
        local,
        port if port in (24, 25, 465, 587, 2525) else 1 if port else 0,
        hello="" if shows_commands else "?",
        authenticated=NO if shows_commands else UNKNOWN,
        transaction="" if shows_commands else "?",
    )


def greeted(state: State) -> State:
    """A greeting was seen: the session is seen from its beginning."""
    return (
        begin(state.sees, state.port, state.tls, state.local) if state.whole is not YES else state
    )


def advance(state: State, x: Exchange) -> State:  # noqa: C901
    """The state after the exchange. Pure, and defined for every pair."""
    if x.code == 421:
        state = state._replace(closing=True)
    if state.after_starttls or state.after_failure:
        state = state._replace(after_starttls=False, after_failure=False)
    if x.has(Form.ARGUMENT) and not state.worded and (x.hello or x.verb in ("MAIL", "RCPT")):
        state = state._replace(worded=True)
    if state.bare_line_feed or x.has(Form.BARE_LINE_FEED):
        state = state._replace(bare_line_feed=bool(x.has(Form.BARE_LINE_FEED)))
    if x.readable_credential and not state.credential:
        state = state._replace(credential=True)
    if state.sasl_due and x.code not in (0, 334) and not x.in_auth:
        state = state._replace(
            sasl="", sasl_due=False, sasl_steps=0, token_error=False, readable=False
        )  # the server has left it
    change = _CHANGES.get(x.verb)
    if change is not None:
        state = change(state, x)
    if x.hello:
        state = state._replace(other_protocol=False)
    elif x.other_protocol and state.hello in ("", "?"):
        state = state._replace(other_protocol=True)
    if not state.sees & Sees.COMMANDS:  # law 3: what is hidden may have changed it
        state = state._replace(transaction="?", mail_refused=False, rcpt_refused=False, hello="?")
    if x.requires_tls:
        state = state._replace(
            required_tls=min(MANY, state.required_tls + 1),
            tls_refused_clear=state.tls_refused_clear or state.tls is NO,
        )
    elif x.code == 530 and not x.in_auth:
        state = state._replace(
            required=min(MANY, state.required + 1),
            refused_with_530=x.verb
            if x.verb in ("MAIL", "RCPT", "DATA")
            else state.refused_with_530,
        )
    return state


def _connect(state: State, x: Exchange) -> State:
    state = greeted(state)
    return state._replace(greeting=x.code, closing=state.closing or not 200 <= x.code < 300)


def _hello(state: State, x: Exchange) -> State:
    if not x.accepted:
        return state._replace(quit=False) if x.code else state
    # RFC 5321 section 4.1.4: EHLO clears the transaction; RFC 4954 section 4: not the log-in.
    state = state._replace(
        hello=x.verb,
        mail_refused=False,
        quit=False,
        lmtp=state.lmtp or x.verb == "LHLO",
        **_NO_TRANSACTION,
    )
    if x.verb == "HELO":
        return state._replace(offers=None)
    offers = (
        x.offers if state.shows(Sees.EHLO) and not x.reply_form & ReplyForm.UNTERMINATED else None
    )
    state = state._replace(offers=offers)
    if x.offers is not None and x.offers.local and state.local is UNKNOWN:
        state = state._replace(local=YES)
    if x.offers is not None and x.offers.starttls and state.tls is UNKNOWN:
        state = state._replace(tls=NO)  # RFC 3207 section 4.2: not listed once TLS is active
    return state


def _starttls(state: State, x: Exchange) -> State:
    return secured(state) if x.code == 220 else state._replace(required_tls=0) if x.code else state


def secured(state: State) -> State:
    """TLS begins: both sides forget what they knew (RFC 3207 section 4.2)."""
    if state.after_starttls:
        return state._replace(tls=YES)
    shown = state.shows(Sees.COMMANDS)
    return state._replace(
        tls=YES,
        hello="" if shown else "?",
        offers=None,
        authenticated=NO if shown else UNKNOWN,
        sasl="",
        sasl_due=False,
        transaction="" if shown else "?",
        mail_refused=False,
        auth_before_tls=state.auth_before_tls or state.authenticated is YES,
        starttls=True,
        after_starttls=True,
        required=0,
        required_tls=0,
        failed=0,
        failed_code=0,
    )


def _auth(state: State, x: Exchange) -> State:
    if x.code == 334:
        return state._replace(
            sasl=x.mechanism or "?",
            sasl_due=True,
            sasl_steps=min(MANY, state.sasl_steps + 1),
            token_error=bool(x.reply_form & ReplyForm.TOKEN_ERROR),
            readable=bool(x.reply_form & (ReplyForm.NOT_BASE64 | ReplyForm.PROMPT)),
            required=0,
        )
    closed = state._replace(
        sasl="", sasl_due=False, sasl_steps=0, token_error=False, readable=False
    )
    if x.code == 0:
        return closed._replace(
            authenticated=UNKNOWN if state.authenticated is NO else state.authenticated
        )
    if x.accepted and x.code != 235 and x.has(Form.LIKE_COMMAND):
        return closed  # the server took it for the command that it looks like
    if x.accepted:
        return closed._replace(
            authenticated=YES, failed=0, failed_code=0, required=0, transition=False
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
    return state._replace(authenticated=YES, sasl="", sasl_due=False, required=0)


def failed(state: State) -> State:
    """The log tells that an AUTH failed."""
    return state._replace(
        failed=min(MANY, state.failed + 1), failed_code=0, sasl="", sasl_due=False, required=0
    )


def _mail(state: State, x: Exchange) -> State:
    if x.accepted:
        return state._replace(
            transaction="MAIL",
            mail_refused=False,
            rcpt_refused=False,
            recipients_unclear=False,
            data_refused=False,
            chunked=False,
            binary=bool(x.has(Envelope.BODY_BINARYMIME)),
            utf8=bool(x.has(Envelope.SMTPUTF8)),
        )
    if x.code == 0:
        return state._replace(transaction="?")
    return (
        state
        if state.transaction in ("MAIL", "RCPT", "DATA")
        else state._replace(transaction="", mail_refused=True)
    )


def _rcpt(state: State, x: Exchange) -> State:
    if x.accepted:
        return state._replace(transaction="RCPT")
    if x.code == 0:
        return state._replace(recipients_unclear=True)
    return state._replace(rcpt_refused=True)


def _data(state: State, x: Exchange) -> State:
    if x.code == 354:
        tried = state.rcpt_refused or state.recipients_unclear
        unaddressed = state.transaction == "MAIL" and not tried
        return state._replace(transaction="DATA", unaddressed=unaddressed)
    return state._replace(data_refused=True) if x.code else state._replace(transaction="?")


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
        hello="",
        offers=None,
        authenticated=UNKNOWN,
        transaction="",
        mail_refused=False,
        required=0,
        required_tls=0,
        failed=0,
        failed_code=0,
    )


def _unknown(state: State, x: Exchange) -> State:
    """A reply to a command that the log does not show."""
    if x.code == 235:
        return succeeded(state)
    if x.code == 334:
        return state._replace(sasl="?", sasl_due=True)
    if x.code == 354:
        return state._replace(transaction="DATA")
    if x.code == 221:
        return state._replace(quit=True)
    return state


_NO_TRANSACTION: dict[str, Any] = {
    "transaction": "",
    "chunked": False,
    "binary": False,
    "utf8": False,
    "data_refused": False,
    "unaddressed": False,
}
_CHANGES = {
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
