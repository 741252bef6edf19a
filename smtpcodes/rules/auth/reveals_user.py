from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class RevealsUser(Rule):
    """The text tells whether the user exists.

    Whoever tries names learns which accounts are worth attacking, and which addresses are worth
    spam.

    No RFC on SMTP says what the text must hide. RFC 5802 section 7 lets a server that speaks SCRAM
    send `other-error` in place of `unknown-user`, to disclose nothing. Do so with every mechanism:
    one text for a wrong name and a wrong password, `535 5.7.8 Authentication credentials invalid`,
    tells an attacker nothing, and the user as much as they need.

    "Unknown user or wrong password" does not tell which. Replies to RCPT are another matter: there
    a server has to say that a mailbox does not exist.
    """

    level = NOTE
    spec = ("RFC 5802 section 7",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(535, "5.7.8")
    also = ("reply/invalid-code",)
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 No such user
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 535 5.7.8 User alice does not exist
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Username and Password not accepted
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Unknown user name or bad password
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Unknown user or wrong password
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 635 5.7.8 No such user
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.refused and x.text is TextClass.REVEALS_USER:
            yield self.found(
                "the text tells whether the user exists: use one text for every failure"
            )
