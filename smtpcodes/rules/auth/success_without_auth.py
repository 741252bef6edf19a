from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class SuccessWithoutAuth(Rule):
    """`235` answers a command that is not AUTH.

    235 is the end of an AUTH exchange. Success of any other command is 250.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = replies(235)
    suggests = Suggestion(250)
    bad = ("""
        C: MAIL FROM:<a@client.example>
        S: 235 2.7.0 Authentication successful
           ^^^
        """,)
    good = ("""
        C: X-EXPS LOGIN
        S: 235 2.7.0 Authentication successful
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 235 and x.shown and not x.in_auth and x.verb not in ("XCLIENT", "OTHER", "CONNECT"):
            yield self.found(f"235 answers {x.verb}: it is the end of AUTH alone")
