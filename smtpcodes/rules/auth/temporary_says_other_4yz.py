from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class TemporarySaysOther4yz(Rule):
    """A temporary authentication failure has another code than 454.

    454 is the one that clients know; 421 is right where the server closes, 432 for a password transition.
    """

    spec = ("RFC 4954 section 6",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(454, "4.7.0")
    also = ("reply/unknown-code",)
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 451 4.3.0 Cannot verify now
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Too many failures
        """, """
        C: AUTH PLAIN [redacted]
        S: 435 Unable to authenticate at present
        """)
    seen = ("James: 451 (source, 2026-11-23)", "mox: 455 in SCRAM (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.in_auth and 400 <= x.code < 500 and x.code not in (421, 432, 454, 435):
            yield self.found(f"AUTH fails for now with {x.code}: the code for that is 454")
