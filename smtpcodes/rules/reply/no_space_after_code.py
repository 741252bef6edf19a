from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class NoSpaceAfterCode(Rule):
    """No blank stands after the reply code.

    Servers should send at least the blank after the code; clients must cope without, and some old ones do not.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.2",)
    wakes_on = replies()
    yields_to = ("auth/challenge-without-space",)
    bad = ("""
        C: NOOP
        S: 250
           ^^^
        """,)
    good = ("""
        C: NOOP
        S: 250 Ok
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.NO_SPACE) and x.state.shows(Sees.RAW | Sees.TRAILING) and x.code != 334:
            yield self.found(f"no blank after {x.code}")
