from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class AuthAfterSuccessNot503(Rule):
    """AUTH after a successful AUTH is not answered with 503.

    The RFC says MUST. A second 235 lets a client change its identity in the middle of a session,
    and what was checked for the first one holds no more; a 535 makes the client doubt credentials
    that were fine.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    must = "RFC 4954 section 4"
    wakes_on = commands("AUTH")
    suggests = Suggestion(503, "5.5.1")
    also = ("sequence/auth-after-success",)
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^ related
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH PLAIN [redacted]
        S: 503 5.7.0 No identity changes permitted
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Too many errors
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.authenticated is YES and x.code not in (0, 503, 421):
            yield self.found(
                f"AUTH after 235 is answered with {x.code}, not 503",
                related=(("authenticated", "authenticated here"),),
            )
