from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction


class Utf8WithoutSmtputf8Accepted(Rule):
    """An address that is not ASCII is accepted, though MAIL did not ask for SMTPUTF8.

    The next host may not know such addresses. It gets one without the parameter that says so, and
    may bounce the message, or read the octets as something else.

    RFC 5321 has no octets over 127 in an address, so the line is malformed: `501`. RFC 6531 allows
    them where MAIL carries SMTPUTF8; `553 5.6.7` says that this is what is missing.
    """

    spec = ("RFC 5321 section 4.1.2", "RFC 6531 section 3.4")
    must = "RFC 5321 section 4.1.2"
    wakes_on = commands("MAIL", "RCPT")
    suggests = Suggestion(553, "5.6.7")
    also = ("extension/address-not-ascii",)
    since = "0.2"
    bad = (
        """
        C: MAIL FROM:<grün@client.example>
        S: 250 2.1.0 Ok
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@grün.example>
        S: 250 2.1.5 Ok
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<grün@client.example>
        S: 553 5.6.7 Address with non-ASCII characters not permitted
        """,
        """
        C: MAIL FROM:<grün@client.example> SMTPUTF8
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@grün.example>
        S: 250 2.1.5 Ok
        """,
        """
        C: RCPT TO:<b@grün.example>
        S: 250 2.1.5 Ok
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<grün@client.example>
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            not x.accepted
            or not x.has(Envelope.NON_ASCII)
            or x.has(Envelope.SMTPUTF8)
            or x.state.doubt
            or not x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            return
        if x.verb == "MAIL" or (
            x.state.transaction in (Transaction.MAIL, Transaction.RCPT) and not x.state.utf8
        ):
            yield self.found(f"{x.verb} takes an address that is not ASCII without SMTPUTF8")
