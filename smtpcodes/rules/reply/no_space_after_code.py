from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class NoSpaceAfterCode(Rule):
    """No blank stands after the reply code.

    The line ends behind the code: a user sees a bare number, and a client may wait for the
    rest.

    RFC 5321: servers should not send bare codes, and the blank counts as part of the text; clients
    must cope without. Send at least `250 Ok`.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.2", "RFC 5321 section 4.2.1")
    should = "RFC 5321 section 4.2.1"
    wakes_on = replies()
    bad = (
        """
        C: NOOP
        S: 250
           ^^^
        """,
    )
    good = (
        """
        C: NOOP
        S: 250 Ok
        """,
        """
        C: NOOP
        S: 250-still
        S: 250 here
        """,
        """
        SMTP<< NOOP
        SMTP>> 250
        """,
        """
        C: AUTH PLAIN
        S: 334
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.NO_SPACE) and x.state.shows(Sees.RAW | Sees.TRAILING) and x.code != 334:
            yield self.found(f"no blank after {x.code}")
