from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class SuccessSays250(Rule):
    """AUTH succeeds with 250 in place of 235.

    A client that waits for 235 takes it for a failure, and its user looks for a wrong password though the log-in is done.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(235, "2.7.0")
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 250 2.7.0 Authentication successful
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.in_auth and x.code == 250 and not x.state.doubt:
            yield self.found("AUTH succeeds with 250: the code for that is 235")
