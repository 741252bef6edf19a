from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class NestedMail(Rule):
    """MAIL is sent while a mail transaction is open.

    A transaction that failed half way and was forgotten is one cause. A server that accepts
    it may mix the recipients of two messages.

    RFC 5321: MAIL must not be sent while a transaction is open; the reply is `503`. A transaction
    ends with the message, with RSET or with another EHLO: after any refusal that ends an attempt,
    send RSET.

    Some servers end it themselves when they refuse DATA. Where MAIL is accepted after that, nothing
    is said.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.4", "RFC 5321 section 3.3")
    must = "RFC 5321 section 4.1.4"
    wakes_on = commands("MAIL", "SEND", "SOML", "SAML")
    also = ("sequence/misorder-accepted",)
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: MAIL FROM:<b@client.example>
           ^^^
        S: 503 5.5.1 Nested MAIL command
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: MAIL FROM:<b@client.example>
           ^^^
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 451 4.7.1 Try again later
        C: MAIL FROM:<a@client.example>
           ^^^
        S: 503 5.5.1 Nested MAIL command
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<b@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 451 4.7.1 Try again later
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 451 4.7.1 Try again later
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.state.in_transaction is YES
            and not x.has(Form.PIPELINED)
            and not x.state.doubt
            and not (x.state.data_refused and x.accepted)
        ):
            yield self.found(
                "MAIL inside a transaction: RSET comes first",
                related=(("mail", "the transaction begins here"),),
            )
