from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class SenderMismatchCode(Rule):
    """A logged-in user may not use the sender, and the code is neither 550 5.7.1 nor 553 5.7.1.

    The log-in is fine; the address is not this user's. With 501 or 503 the client looks for a fault
    in its own lines, with 535 its user for another password.

    RFC 6409 section 6.1 has `550 5.7.1` for a sender that is not authorised. Postfix and
    others say 553 5.7.1, and both refuse the sender for good, so both are left alone, also with
    Exchange's 5.7.60.

    A client that is not logged in is another case: `530 5.7.0`. SPF, DKIM and DMARC are about the
    domain, not about the user.
    """

    level = NOTE
    spec = ("RFC 6409 section 6.1",)
    wakes_on = commands("MAIL", "RCPT", "DATA", "MESSAGE")
    suggests = Suggestion(550, "5.7.1")
    bad = (
        """
        C: MAIL FROM:<b@client.example>
        S: 501 5.5.4 Sender address not owned by user
           ^^^
        """,
        """
        C: MAIL FROM:<b@client.example>
        S: 553 5.7.0 Sender address rejected: not owned by user alice
           ^^^
        """,
        """
        C: MAIL FROM:<b@client.example>
        S: 554 5.7.1 Sender address rejected: not owned by user alice
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<b@client.example>
        S: 553 5.7.1 <b@client.example>: Sender address rejected: not owned by user alice
        """,
        """
        C: MAIL FROM:<b@client.example>
        S: 550 5.7.60 Client does not have permissions to send as this sender
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<b@client.example>
        S: 553 5.7.0 Sender address rejected: not logged in
        """,
        """
        C: MAIL FROM:<b@client.example>
        S: 550 5.7.23 SPF validation failed: client is not allowed to send from this domain
        """,
        """
        C: MAIL FROM:<b@client.example>
        S: 550 5.7.1 Sender address rejected: not owned by user alice
        """,
        """
        C: MAIL FROM:<b@client.example>
        S: 250 2.1.0 Sender address rejected: not owned by user alice
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if not x.refused or x.text is not TextClass.SENDER_MISMATCH or x.state.authenticated is NO:
            return
        if x.code not in (550, 553) or x.enhanced not in (None, "5.7.1", "5.7.60"):
            yield self.found(
                f"{x.code} says that the sender is not this user's: 550 5.7.1 is for that"
            )
