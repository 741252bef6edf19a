from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction


class RequiredAtEndOfData(Rule):
    """`530` asks for authentication after the whole message was taken.

    MAIL and RCPT were accepted and the text was sent. The client can't log in now (AUTH is not
    permitted in a transaction), and has to send all of it again; one that keeps a queue bounces the
    message as if its content were at fault.

    Who may send is settled at MAIL (RFC 6409 section 4.3), or at RCPT where relaying is what needs
    the log-in. At the end of the data a server judges the message: `554 5.7.1`, or `550 5.7.1` for
    a From header that is not this user's.

    530 to DATA itself, before the text, is only late (auth/required-late). A BDAT that was sent
    together with a MAIL that got 530 may get 530 or 503 as well: no transaction was open.
    """

    level = ERROR
    spec = ("RFC 6409 section 4.3", "RFC 5321 section 4.3.2")
    wakes_on = replies(530)
    suggests = Suggestion(554, "5.7.1")
    also = (
        "client/ignores-required",
        "sequence/data-before-rcpt",
        "reply/unexpected-for-command",
    )
    bad = (
        """
        C: DATA
        S: 354 End data with <CR><LF>.<CR><LF>
        C: .
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0 LAST
        S: 530 5.7.0 Authentication required
           ^^^
        """,
    )
    good = (
        """
        C: DATA
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        C: BDAT 0 LAST
        S: 530 5.7.0 Authentication required
        S: 530 5.7.0 Authentication required
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: DATA
        S: 354 End data with <CR><LF>.<CR><LF>
        C: .
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 530 5.7.0 Authentication required
        """,
        """
        C: BDAT 5 LAST
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        C: .
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.requires_tls or x.state.mail_refused:
            return
        if x.verb == "MESSAGE" or (x.verb == "BDAT" and x.state.transaction is Transaction.RCPT):
            yield self.found("530 after the message was sent: say it at MAIL")
