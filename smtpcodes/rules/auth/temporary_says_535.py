from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class TemporarySays535(Rule):
    """`535` says that the server, not the credentials, is in trouble.

    The client throws a good password away and asks its user for another. `454 4.7.0` keeps it, and the client tries again
    later. "Please try again" after a wrong password is no such text.
    """

    spec = ("RFC 4954 section 6",)
    wakes_on = replies(535)
    suggests = Suggestion(454, "4.7.0")
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Temporary authentication failure
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Invalid credentials, please try again
        """, """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """)
    seen = ('QQ Mail, exmail: 535 "system busy" (2026-11-23)', "Yahoo: 535 5.7.0 (#AUTH005) too many bad attempts (2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 535 and (x.in_auth or not x.shown) and x.text is TextClass.TEMPORARY:
            yield self.found("535 blames the credentials, but the text says the server: that is 454")
