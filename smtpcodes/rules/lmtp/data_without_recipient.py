from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello, Transaction


class DataWithoutRecipient(Rule):
    """354 to DATA on LMTP, where no recipient was accepted.

    After the final dot the server owes a reply for each accepted recipient, and there is none: the
    client has no reply to wait for, or waits for ever.

    RFC 2033: with no RCPT accepted DATA must be answered with `503`. On SMTP a 354 is tolerated,
    for one reply always follows.
    """

    level = NOTE
    spec = ("RFC 2033 section 4.2",)
    must = "RFC 2033 section 4.2"
    wakes_on = commands("DATA")
    suggests = Suggestion(503, "5.5.1")
    also = ("sequence/data-before-rcpt",)
    bad = (
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        C: DATA
        S: 354 Go ahead
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        C: DATA
        S: 503 5.5.1 No valid recipients
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<c@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<c@example.org>
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: LHLO client.example
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: DATA
        S: 354 Go ahead
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.code == 354
            and state.hello is Hello.LHLO
            and state.transaction in (NO, Transaction.MAIL)
            and not state.recipients_unclear
            and not state.doubt
        ):
            if not x.has(Form.ASSUMED):
                yield self.found(
                    "354 on LMTP with no recipient accepted: 503 is due",
                    related=(("mail", "the transaction begins here"),),
                )
