from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class AuthInTransaction(Rule):
    """The client sends AUTH while a mail transaction is open.

    It may follow a 530 at RCPT: the client logs in when it is asked, in the middle of the
    transaction, and is refused with `503`.

    RFC 4954: AUTH is not permitted during a mail transaction. Give the transaction up first (RSET),
    then AUTH, then MAIL again; better, log in before MAIL.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: AUTH PLAIN [redacted]
           ^^^
        S: 503 5.5.1 AUTH not permitted during a mail transaction
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
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
        if x.state.in_transaction is YES:
            yield self.found(
                "AUTH inside a mail transaction: RSET comes first",
                related=(("mail", "the transaction begins here"),),
            )
