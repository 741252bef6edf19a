from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class DiffersBetweenLines(Rule):
    """The lines of one reply have different enhanced codes.

    Which of the two is meant nobody can know; one program shows the first, another the last.

    RFC 2034: all lines of a reply have the same enhanced code. When two causes meet, choose the one
    that the client can mend, and tell the other in the text.
    """

    level = ERROR
    spec = ("RFC 2034 section 4",)
    must = "RFC 2034 section 4"
    wakes_on = replies()
    also = (
        "enhanced/class-mismatch",
        "enhanced/not-allowed-here",
        "reply/codes-differ-between-lines",
        "reply/text-contradicts-code",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535-5.7.8 Authentication credentials invalid
           ^^^
        S: 535 5.7.1 See the documentation
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535-5.7.8 Authentication credentials invalid
        S: 535 5.7.8 See the documentation
        """,
        """
        C: HELP
        S: 214-2.0.0 Of 5.7.8 and other codes see the documentation
        S: 214 2.0.0
        """,
        """
        C: NOOP
        S: 250-2.0.0 Ok
        S: 550 5.7.1 No
        """,
        """
        C: EHLO client.example
        S: 250-2.0.0 mx.example.net
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.ENHANCED_DIFFERS) and not x.has(ReplyForm.CODES_DIFFER) and not x.hello:
            yield self.found(
                f"the lines of this {x.code} have different enhanced codes: repeat one"
            )
