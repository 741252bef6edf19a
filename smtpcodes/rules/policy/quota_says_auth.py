from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class QuotaSaysAuth(Rule):
    """A quota or plan limit is worded as an authentication failure.

    The password is fine, and the user will change it in vain. 452 speaks of a limit.
    """

    level = NOTE
    spec = ("RFC 4954 section 6",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(454, "4.7.0")
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed: Maximum credits exceeded
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed
        """,)
    seen = ("SendGrid: 451 Authentication failed: Maximum credits exceeded (2026-11-23)",)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.in_auth and x.refused and x.text is TextClass.QUOTA:
            yield self.found("a limit is worded as a failed log-in: the password is fine")
