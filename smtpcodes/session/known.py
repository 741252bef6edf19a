"""What can be known of a session: the names of its parts and of what they can be.

What changes it stands in ``session.state``.

What a log did not show is UNKNOWN: it may start in the middle, hide replies or be cut. A rule that
rests on absence asks for NO. TLS is unknown in most client logs, since implicit TLS leaves no
trace; STARTTLS in an EHLO reply proves NO.
"""

from __future__ import annotations

from enum import Enum

from smtpcodes.grammar import sasl
from smtpcodes.record import NamedTuple
from smtpcodes.session.events import NO, UNKNOWN, YES, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from smtpcodes.grammar.ehlo import Offers

    Unknown: TypeAlias = Literal[Known.UNKNOWN]
    Absent: TypeAlias = Literal[Known.NO, Known.UNKNOWN]
PORTS = (24, 25, 465, 587, 2525)  # that rules tell apart
OTHER_PORT = 1
MANY = 3  # counters stop here


class Hello(Enum):
    """How the client has introduced itself (RFC 5321 section 4.1.1.1, RFC 2033 section 4.1)."""

    __hash__ = object.__hash__

    EHLO = "EHLO"
    HELO = "HELO"
    LHLO = "LHLO"


class Transaction(Enum):
    """How far a mail transaction has come (RFC 5321 section 3.3)."""

    __hash__ = object.__hash__

    MAIL = "MAIL"  # MAIL was accepted
    RCPT = "RCPT"  # and a RCPT
    DATA = "DATA"  # and 354 was given: the message is due


class State(NamedTuple):
    """What is known before an exchange. Every field is finite."""

    sees: int = 0  # what the log format shows (events.Sees)
    whole: Known = UNKNOWN  # was the session seen from its beginning?
    tls: Known = UNKNOWN
    local: Known = UNKNOWN  # are both ends on one machine?
    port: int | Unknown = UNKNOWN  # the server's: one of PORTS or OTHER_PORT
    greeting: int | Unknown = UNKNOWN  # the code of the greeting
    hello: Hello | Absent = UNKNOWN  # the last that was accepted
    offers: Offers | Unknown = UNKNOWN  # the last EHLO reply, if it was seen whole
    authenticated: Known = UNKNOWN
    sasl: str | Absent = NO  # the mechanism of the open AUTH exchange
    sasl_steps: int = 0  # challenges so far
    token_error: bool = False  # the last challenge carried a token error
    # form of the last challenge if it was no base64: the log may decode, the response too
    readable: int = 0
    transaction: Transaction | Absent = UNKNOWN
    mail_refused: bool = False  # the last MAIL was refused
    rcpt_refused: bool = False  # a RCPT of this transaction was refused
    recipients_unclear: bool = False  # the reply to a RCPT was not seen
    data_refused: bool = False  # DATA was refused in this transaction: the server may have ended it
    chunked: bool = False  # a BDAT of this transaction was accepted
    binary: bool = False  # MAIL asked for BODY=BINARYMIME
    utf8: bool = False  # MAIL asked for SMTPUTF8
    lmtp: bool = False  # LHLO was accepted
    failed: int = 0  # failed AUTH exchanges
    failed_code: int | Absent = NO  # the code of the last one
    after_failure: bool = False  # the last AUTH failed, and no command has followed
    required: int = 0  # 530 "authenticate" with neither AUTH nor STARTTLS since
    required_tls: int = 0  # 530 "STARTTLS" with no STARTTLS since
    refused_for_log_in: str = ""  # the last of MAIL, RCPT and DATA that wants a log-in first
    tls_refused_clear: bool = False  # 530 "STARTTLS" was sent while TLS was off
    auth_before_tls: bool = False  # a log-in that STARTTLS has voided (RFC 3207 section 4.2)
    starttls: bool = False  # STARTTLS was accepted in this session
    after_starttls: bool = False  # and no command has followed
    transition: bool = False  # 432, and no AUTH PLAIN since
    quit: bool = False  # QUIT was sent
    closing: bool = False  # 421, or the greeting refused service
    credential: bool = False  # a credential stands readable in the log
    unaddressed: bool = False  # 354 was given though no RCPT was sent
    worded: bool = False  # a hello, MAIL or RCPT had an argument: the log shows more than verbs
    nameless: bool = False  # the hello that was accepted had no argument, as the log shows it
    bare_line_feed: bool = False  # the last command had a line feed inside
    # where the log shows who closes: the last command was refused, and how many were before it
    refused: int = 0  # its code
    refusals: int = 0
    other_protocol: bool = False  # no SMTP is spoken here
    doubt: bool = False  # the log seems to have lost or repeated lines

    def shows(self, what: int) -> bool:
        """Does the log format show all of this?"""
        return self.sees & what == what

    @property
    def in_transaction(self) -> Known:
        return YES if isinstance(self.transaction, Transaction) else self.transaction

    @property
    def sasl_due(self) -> bool:
        """Is a SASL response due?"""
        return self.sasl is not NO

    @property
    def mechanism(self) -> str:
        """The mechanism of the open AUTH exchange; "?" if it is unknown, "" if none is open."""
        return sasl.UNKNOWN if self.sasl is UNKNOWN else "" if self.sasl is NO else self.sasl

    def lists(self, keyword: str) -> Known:
        """Is the extension offered? After HELO none is."""
        if self.offers is UNKNOWN:
            return NO if self.hello is Hello.HELO else UNKNOWN
        return YES if keyword in self.offers.keywords else NO

    @property
    def offers_auth(self) -> Known:
        return UNKNOWN if self.offers is UNKNOWN else YES if self.offers.auth else NO

    @property
    def offers_starttls(self) -> Known:
        return UNKNOWN if self.offers is UNKNOWN else YES if self.offers.starttls else NO
