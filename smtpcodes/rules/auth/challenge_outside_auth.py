from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class ChallengeOutsideAuth(Rule):
    """`334` answers a command that is not AUTH.

    334 asks for a SASL response; outside AUTH there is none to give.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = replies(334)
    bad = ("""
        C: MAIL FROM:<a@client.example>
        S: 334 VXNlcm5hbWU6
           ^^^
        """,)
    good = ("""
        C: X-EXPS GSSAPI
        S: 334 R1NTQVBJ
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 334 and x.shown and not x.in_auth and x.verb not in ("OTHER", "CONNECT"):
            yield self.found(f"334 answers {x.verb}: it asks for a SASL response, which AUTH alone has")
