from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import HIGH, MEDIUM, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction


class MisorderAccepted(Rule):
    """A command out of order is accepted.

    RCPT with no MAIL, BDAT with no RCPT, MAIL inside a transaction, DATA where only BDAT can be:
    the server has nothing to attach it to, or forgets what it had, and from here on the two sides
    believe different things. A message goes out under the wrong sender, without a recipient that
    was accepted, or in halves.

    RFC 5321: RCPT with no MAIL MUST get `503` (section 3.3), and so does what cannot be processed
    where it stands (4.1.4). MAIL before EHLO, and 354 after refused recipients, are tolerated.
    After a refused DATA the server may have ended the transaction by itself; then MAIL is fine.
    RFC 3030: DATA after a BDAT (section 2), or after BODY=BINARYMIME (section 3), MUST get `503`.
    """

    spec = (
        "RFC 5321 section 4.1.4",
        "RFC 5321 section 3.3",
        "RFC 3030 section 2",
        "RFC 3030 section 3",
    )
    must = "RFC 5321 section 3.3"
    wakes_on = commands("RCPT", "MAIL", "MESSAGE", "BDAT", "DATA")
    suggests = Suggestion(503, "5.5.1")
    also = (
        "sequence/nested-mail",
        "sequence/mail-before-ehlo",
        "sequence/data-before-rcpt",
        "sequence/rcpt-before-mail",
        "extension/data-after-binarymime",
        "extension/data-and-bdat-mixed",
    )
    bad = (
        """
        C: MAIL FROM:<a@client.example> BODY=BINARYMIME
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@mx.example.net>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@mx.example.net>
        S: 250 2.1.5 Ok
        C: BDAT 0
        S: 250 2.0.0 Ok
        C: DATA
        S: 354 Go ahead
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: MAIL FROM:<b@client.example>
        S: 250 2.1.0 Ok
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: DATA
        S: 354 Go ahead
        C: .
        S: 250 2.0.0 Queued
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 CHUNKING
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: BDAT 5 LAST
        C: abc
        S: 250 2.0.0 Queued
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example> BODY=BINARYMIME
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@mx.example.net>
        S: 250 2.1.5 Ok
        C: DATA
        S: 503 5.5.1 BDAT is due
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 CHUNKING
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@mx.example.net>
        S: 250 2.1.5 Ok
        C: BDAT 5
        C: abc
        S: 250 2.0.0 Ok
        C: BDAT 0 LAST
        S: 250 2.0.0 Queued
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: DATA
        S: 354 Go ahead
        C: .
        S: 554 5.5.1 No valid recipients
        """,
        """
        S: 220 mx.example.net ESMTP
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: EHLO client.example
        S: 250 mx.example.net
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
        S: 250 2.1.0 Ok
        """,
        """
        C: DATA
        S: 354 Go ahead
        C: .
        S: 250 2.0.0 Queued
        """,
        """
        C: LHLO client.example
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<postmaster>
        S: 250 2.1.5 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.doubt or x.has(Form.PIPELINED):
            return
        if x.code == 354 and x.verb == "DATA" and (x.state.chunked or x.state.binary):
            yield self.found(
                "DATA is taken where only BDAT can be: 503 is due",
                related=(("mail", "the transaction begins here"),),
                confidence=HIGH if x.state.binary else MEDIUM,
            )
        elif not x.accepted:
            return
        elif (
            x.verb == "MESSAGE"
            and x.state.unaddressed
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            yield self.found(
                "a message with no recipient is accepted: 554 is due",
                suggest=Suggestion(554, "5.5.1"),
            )
        elif (
            x.verb == "BDAT"
            and x.state.transaction in (Transaction.MAIL, NO)
            and not (x.state.recipients_unclear or x.state.rcpt_refused or x.state.chunked)
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            yield self.found("BDAT with no recipient is accepted: 503 is due")
        elif x.verb == "RCPT" and x.state.in_transaction is NO:
            yield self.found(
                "RCPT with no MAIL is accepted: 503 is due",
                related=(("mail refused", "MAIL was refused here"),)
                if x.state.mail_refused
                else (),
            )
        elif x.verb == "MAIL" and x.state.in_transaction is YES and not x.state.data_refused:
            yield self.found(
                "MAIL inside a transaction is accepted: 503 is due",
                related=(("mail", "the transaction begins here"),),
            )
