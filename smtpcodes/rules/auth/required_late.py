from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction


class RequiredLate(Rule):
    """`530` comes at RCPT or DATA although MAIL was accepted.

    The client has begun a transaction, has to give it up with RSET (AUTH is not permitted in one),
    log in, and begin again. A client that can't reports the recipient as refused.

    It is legal: RFC 4954 lets 530 answer any action that needs a log-in, and where relaying alone
    needs one, RCPT is the first place that shows it. A submission server knows at MAIL already, and
    RFC 6409 means MAIL.

    In a pipelined group (MAIL, RCPT and DATA sent at once) only the first 530 counts; after a MAIL
    that got 530 those that follow are not late.
    """

    level = NOTE
    spec = ("RFC 6409 section 4.3", "RFC 4954 section 6")
    wakes_on = replies(530)
    suggests = Suggestion(530, "5.7.0")
    also = ("auth/required-after-success",)
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@example.org>
        S: 530 5.7.0 Authentication required
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 530 5.7.0 Authentication required
        S: 530 5.7.0 Authentication required
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: VRFY alice
        S: 530 5.7.0 Authentication required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.requires_auth
            and x.verb in ("RCPT", "DATA")
            and x.state.transaction in (Transaction.MAIL, Transaction.RCPT)
            and x.state.authenticated is not YES
        ):
            yield self.found(
                f"530 at {x.verb}, though MAIL was accepted: say it at MAIL",
                related=(("mail", "accepted here"),),
            )
