from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class ChallengeWithoutSpace(Rule):
    """An empty challenge is `334` without its blank.

    A client that reads the text from the fifth octet on finds a line that ends before.

    In the grammar of RFC 4954 section 8 the blank stands whether or not data follows: a challenge
    with no data is "334 ". RFC 5321 section 4.2 asks clients to cope without it.

    Only a log that keeps blanks at the end of a line can tell; copied from a web page they
    may be gone.
    """

    level = NOTE
    spec = ("RFC 4954 section 4", "RFC 4954 section 8")
    wakes_on = replies(334)
    also = ("sequence/auth-before-ehlo",)
    bad = (
        """
        C: AUTH PLAIN
        S: 334
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN
        S: 334\x20
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        """,
        """
        C: AUTH LOGIN
        S: 334VXNlcm5hbWU6
        """,
        """
        SERVER -> CLIENT: 220 mx.example.net ESMTP
        CLIENT -> SERVER: AUTH PLAIN
        SERVER -> CLIENT: 334
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.NO_SPACE) and x.state.shows(Sees.TRAILING | Sees.RAW):
            yield self.found('an empty challenge is "334 " with its blank')
