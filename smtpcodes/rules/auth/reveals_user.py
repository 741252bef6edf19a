from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class RevealsUser(Rule):
    """The text tells whether the user exists.

    Whoever tries names learns which accounts are worth attacking. One text for a wrong name and a wrong password.
    """

    level = NOTE
    spec = ("RFC 4954 section 9",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(535, "5.7.8")
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 No such user
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Username and Password not accepted
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.in_auth and x.refused and x.text is TextClass.REVEALS_USER:
            yield self.found("the text tells whether the user exists: use one text for every failure")
