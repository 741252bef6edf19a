from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction


class AddressNotAscii(Rule):
    """An address has letters that are not ASCII, and MAIL did not ask for SMTPUTF8.

    The server may refuse with `501`, `553 5.6.7` or `500`, or take octets that mean something else
    on the next host: the message is lost, or goes to somebody else.

    RFC 5321: no such characters in MAIL and RCPT. RFC 6531 allows them where SMTPUTF8 is offered
    and MAIL carries the parameter. A domain may be sent in its ASCII form (`xn--`); a local part
    has none.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 2.4", "RFC 5321 section 4.1.2", "RFC 6531 section 3.4")
    must = "RFC 5321 section 4.1.2"
    wakes_on = commands("MAIL", "RCPT")
    bad = (
        """
        C: MAIL FROM:<grün@client.example>
           ^^^
        S: 553 5.6.7 Address with non-ASCII characters not permitted
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@grün.example>
           ^^^
        S: 553 5.6.7 Address with non-ASCII characters not permitted
        """,
    )
    good = (
        """
        C: MAIL FROM:<grün@client.example> SMTPUTF8
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@grün.example>
        S: 250 2.1.5 Ok
        """,
        """
        C: MAIL FROM:<a@xn--grn-hoa.example>
        S: 250 2.1.0 Ok
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="MAIL FROM:<grün@client.example>" result="553 5.6.7 Address with non-ASCII characters not permitted"
        """,  # noqa: E501
        """
        C: RCPT TO:<b@grün.example>
        S: 250 2.1.5 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            not x.has(Envelope.NON_ASCII)
            or x.has(Envelope.SMTPUTF8)
            or not x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            return
        if x.verb == "MAIL" or (
            x.state.transaction in (Transaction.MAIL, Transaction.RCPT) and not x.state.utf8
        ):
            yield self.found(
                f"the address of {x.verb} is not ASCII, and MAIL did not ask for SMTPUTF8"
            )
