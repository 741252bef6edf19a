from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class TemporaryOutsideAuth(Rule):
    """`454` answers a command other than AUTH and STARTTLS.

    To a client that knows 454 it says "your log-in can't be checked now", where in truth the
    recipient, or the rate, is the trouble. One that goes by the first digit comes again, so little
    is lost.

    RFC 4954 defines it for AUTH, RFC 3207 for STARTTLS. Elsewhere `451 4.7.1`, `450` and `452` say
    the same. As a relay refusal it comes from servers that make their refusals temporary; a relay
    that stays refused is `550 5.7.1`.
    """

    level = NOTE
    spec = ("RFC 4954 section 6", "RFC 3207 section 4")
    wakes_on = replies(454)
    suggests = Suggestion(451, "4.7.1")
    bad = (
        """
        C: RCPT TO:<b@example.org>
        S: 454 4.7.1 Relay access denied
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 454 Throttling failure: Maximum sending rate exceeded.
           ^^^
        """,
    )
    good = (
        """
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """,
        """
        S: 454 4.7.0 Temporary authentication failure
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.shown and not x.in_auth and x.verb not in ("STARTTLS", "OTHER", "CONNECT"):
            yield self.found("454 is for AUTH and STARTTLS: 451 says the same elsewhere")
