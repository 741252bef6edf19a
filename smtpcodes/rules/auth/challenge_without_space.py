from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class ChallengeWithoutSpace(Rule):
    """An empty challenge is `334` without its blank.

    It is "334 ", with a blank at the end. Clients must cope; some old ones do not.
    """

    level = NOTE
    spec = ("RFC 4954 section 4",)
    wakes_on = replies(334)
    bad = ("""
        C: AUTH PLAIN
        S: 334
           ^^^
        """,)
    good = ("""
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        """,)
    seen = ("Postal (source, 2026-11-23)", "nodemailer smtp-server (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 334 and x.has(ReplyForm.NO_SPACE) and x.state.shows(Sees.TRAILING | Sees.RAW):
            yield self.found("an empty challenge is \"334 \" with its blank")
