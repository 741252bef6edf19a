from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction


class DataBeforeRcpt(Rule):
    """DATA or BDAT is sent with no RCPT accepted.

    There is nobody to deliver to. A client that does not look at the replies to RCPT reports its
    message as failed for a reason that is not the true one, or, where the server says 354, sends a
    message to no one.

    RFC 5321: with no RCPT accepted a server may answer `503` or `554`. Where all recipients were
    refused, tell so and send RSET or QUIT.

    Pipelined commands are no fault: they were on their way.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 3.3", "RFC 5321 section 4.1.4")
    must = "RFC 5321 section 3.3"
    wakes_on = commands("DATA", "BDAT")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        C: DATA
           ^^^
        S: 554 5.5.1 No valid recipients
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        C: DATA
        S: 250 2.1.0 Ok
        S: 550 5.1.1 No such user
        S: 554 5.5.1 No valid recipients
        """,
        """
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 421 4.7.0 Try again later
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<c@example.org>
        C: DATA
        S: 354 Go ahead
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if state.closing or x.in_batch or state.recipients_unclear:
            return
        if state.transaction is Transaction.MAIL:
            why = "every RCPT was refused" if state.rcpt_refused else "no RCPT was sent"
            yield self.found(
                f"{x.verb} with no recipient accepted: {why}",
                related=(("mail", "the transaction begins here"),),
            )
        elif state.transaction is NO:
            related = (("mail refused", "MAIL was refused here"),) if state.mail_refused else ()
            yield self.found(
                f"{x.verb} with no transaction: MAIL and RCPT come first", related=related
            )
