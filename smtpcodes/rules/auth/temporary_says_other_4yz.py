from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class TemporarySaysOther4yz(Rule):
    """A temporary authentication failure has another code than 454.

    A client that knows 454 keeps the password and comes again. A code that it does not know counts
    by its first digit at best; it may take 451 for trouble with the message, or show the user a
    password dialogue for everything that is not 235.

    RFC 4954 assigns `454 4.7.0` to a temporary failure of the server, and 432 to a password
    transition. 421 is right where the server closes the connection (RFC 5321 section 3.8), and `450
    4.7.1`, with which Postfix holds back a client that comes too often, comes from before the
    log-in.
    """

    spec = ("RFC 4954 section 6",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(454, "4.7.0")
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 451 4.3.0 Cannot verify now
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 435 Unable to authenticate at present
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 450 4.2.1 Mailbox temporarily unavailable, try again later
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 451 4.7.1 Try again later
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Too many failures
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 432 4.7.12 A password transition is needed
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 450 4.7.1 Error: too much mail from 192.0.2.7
        """,
        """
        C: AUTH LOGIN
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            not 400 <= x.code < 500
            or x.code in (421, 432, 454)
            or (x.code == 450 and x.enhanced == "4.7.1")
        ):
            return
        if x.text not in (
            TextClass.WANTS_TLS,
            TextClass.RELAY,
            TextClass.TOO_MANY,
            TextClass.TOO_LONG,
        ):
            yield self.found(f"AUTH fails for now with {x.code}: the code for that is 454")
