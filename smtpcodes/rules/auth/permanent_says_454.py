from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class PermanentSays454(Rule):
    """`454` says that the credentials are wrong.

    454 means "the server can't check now": the client tries the same password again and again, and its user never hears that
    it is wrong.
    """

    spec = ("RFC 4954 section 6",)
    wakes_on = replies(454)
    suggests = Suggestion(535, "5.7.8")
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Invalid username or password
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """, """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Too many login attempts, please try again later
        """)
    seen = ("go-smtp: any error of the back end becomes 454 4.7.0 (source, 2026-11-23)",)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.in_auth and x.code == 454 and x.text in (TextClass.CREDENTIALS, TextClass.MECHANISM):
            yield self.found("454 is for trouble of the server, but the text says wrong credentials: 535")
