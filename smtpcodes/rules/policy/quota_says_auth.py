from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Seen, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class QuotaSaysAuth(Rule):
    """A quota or plan limit is worded as an authentication failure.

    The password is fine, and the user changes it in vain, in every place where it is stored; the
    bill or the limit is what wants looking after.

    RFC 4954 has 454 for what keeps a log-in from being checked now. For a limit of the plan no RFC
    has a code: `452 4.7.0` does, or `452 4.5.3` for recipients, at MAIL or RCPT, where the limit
    counts (4.3.1 is a mail system that is full: RFC 3463 section 3.4). Let the text name the limit
    and nothing else.

    A 4yz to AUTH that speaks of the limit alone is no finding.
    """

    level = NOTE
    spec = ("RFC 4954 section 6", "RFC 3463 section 3.4")
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(454, "4.7.0")
    also = (
        "auth/temporary-says-other-4yz",
        "reply/invalid-code",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed: Maximum credits exceeded
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 451 Authentication failed: Maximum credits exceeded
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Quota exceeded
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Quota exceeded: 5 logins an hour
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Quota exceeded: password tries are limited to 5 an hour
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Sending limit reached
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 452 4.2.2 Mailbox quota exceeded
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Rate limit exceeded, come back in an hour
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 452 4.7.1 Rate limit exceeded for authenticated users
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 635 5.7.8 Login failed: quota exceeded
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return x.refused and x.text is TextClass.QUOTA

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        said = exchange.said
        if exchange.exchange.code == 535 or "auth" in said or "log" in said or "password" in said:
            yield self.found("a limit is worded as a failed log-in: the password is fine")
