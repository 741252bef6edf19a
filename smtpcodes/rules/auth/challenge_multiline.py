from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class ChallengeMultiline(Rule):
    """A `334` has more than one line.

    A challenge is one line, however long; some encoders fold base64 after 76 octets.
    """

    level = ERROR
    spec = ("RFC 4954 section 8",)
    wakes_on = replies(334)
    bad = ("""
        C: AUTH GSSAPI
        S: 334-QUFB
           ^^^
        S: 334 QUFB
        """,)
    good = ("""
        C: AUTH GSSAPI
        S: 334 QUFB
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 334 and x.has(ReplyForm.MULTILINE) and not x.has(ReplyForm.CODES_DIFFER):
            yield self.found("a challenge is one line")
