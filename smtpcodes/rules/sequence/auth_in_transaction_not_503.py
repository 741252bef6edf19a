from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class AuthInTransactionNot503(Rule):
    """AUTH inside a mail transaction is not answered with 503.

    A log-in in the middle changes who sends a message that was begun under other rules: a check of
    the sender that was passed before holds no more.

    RFC 4954: AUTH is not permitted during a mail transaction, and the server must answer `503`.
    `5.5.1` goes with it (RFC 5248 section 2.4).
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    must = "RFC 4954 section 4"
    wakes_on = commands("AUTH")
    suggests = Suggestion(503, "5.5.1")
    yields_to = ("sequence/auth-after-success-not-503",)
    also = ("sequence/auth-in-transaction",)
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 AUTH not permitted during a mail transaction
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RSET
        S: 250 2.0.0 Ok
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.in_transaction is YES and x.code not in (0, 503, 421):
            yield self.found(
                f"AUTH inside a transaction is answered with {x.code}, not 503",
                related=(("mail", "the transaction begins here"),),
            )
