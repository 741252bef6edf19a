from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class CodesDifferBetweenLines(Rule):
    """The lines of one reply have different codes.

    A client that reads the first line and one that reads the last believe different things: one
    gives the message up, the other tries again.

    RFC 5321: every line of a reply has the same code. Texts of several lines that come from another
    program get the code from that program: look there.

    A line without any code is as bad. In a log it may be a line that was wrapped, so only `check`,
    which sees the connection, tells it.
    """

    level = ERROR
    spec = ("RFC 5321 section 4.2.1",)
    must = "RFC 5321 section 4.2.1"
    wakes_on = replies()
    also = ("sequence/before-greeting",)
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 550-5.7.1 Not allowed
           ^^^
        S: 554 5.7.1 Go away
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 550-5.7.1 Not allowed
        S: 550 5.7.1 Go away
        """,
        """
        C: NOOP
        S: 250-2.0.0 550 is only a word here
        S: 250 2.0.0 Ok
        """,
        """
        S: 535-5.7.8 Authentication credentials invalid
        S: 550 5.7.1 No
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 500 What?
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.CODES_DIFFER) and not x.state.doubt and x.shown:
            yield self.found("the lines of this reply have different codes")
