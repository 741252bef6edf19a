from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class LongLineNot500(Rule):
    """A SASL line that is too long is refused with another code than 500.

    500 5.5.6 tells the client that the line, not the password, is the trouble.
    """

    spec = ("RFC 4954 section 4", "RFC 4954 section 6")
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(500, "5.5.6")
    yields_to = ("sequence/auth-after-success-not-503", "sequence/auth-in-transaction-not-503")
    bad = ("""
        C: AUTH PLAIN """ + "QUFB" * 3100 + """
        S: 535 5.7.8 Authentication failed
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN """ + "QUFB" * 3100 + """
        S: 500 5.5.6 Authentication exchange line is too long
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Form.TOO_LONG) and x.refused and x.code not in (500, 421, 503, 504, 530):
            yield self.found(f"a line of over 12288 octets is refused with {x.code}, not 500")
