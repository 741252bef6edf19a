from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class ChallengeNotBase64(Rule):
    """The text of a `334` is not base64.

    A challenge is base64 and nothing else; a client that decodes it fails on "Log on" or "ok, go on". With nothing to say it
    is "334 ".
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = replies(334)
    yields_to = ("enhanced/not-allowed-here", "auth/challenge-outside-auth")
    bad = ("""
        C: AUTH PLAIN
        S: 334 Log on
           ^^^
        """,)
    good = ("""
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        """, """
        C: AUTH LOGIN
        S: 334 [redacted]
        """)
    seen = ('hMailServer: "334 Log on" (source, 2026-11-23)',)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 334 and x.has(ReplyForm.NOT_BASE64) and x.state.shows(Sees.RAW | Sees.RESPONSES):
            yield self.found("the text of this 334 is not base64: say \"334 \" if there is nothing to say")
