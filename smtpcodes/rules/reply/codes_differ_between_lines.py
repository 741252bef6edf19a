from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class CodesDifferBetweenLines(Rule):
    """The lines of one reply have different codes.

    All lines have the same code; a client that reads the first and one that reads the last believe different things.
    """

    level = ERROR
    spec = ("RFC 5321 section 4.2.1",)
    wakes_on = replies()
    bad = ("""
        C: MAIL FROM:<a@client.example>
        S: 550-5.7.1 Not allowed
           ^^^
        S: 554 5.7.1 Go away
        """,)
    good = ("""
        C: MAIL FROM:<a@client.example>
        S: 550-5.7.1 Not allowed
        S: 550 5.7.1 Go away
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.CODES_DIFFER) and not x.state.doubt and x.shown:
            yield self.found("the lines of this reply have different codes")
