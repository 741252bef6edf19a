from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class LegalLineRejected(Rule):
    """A SASL line of legal length is refused as too long.

    Lines of an AUTH exchange may have up to 12288 octets; tokens (XOAUTH2) and tickets (GSSAPI) need them. The limit of 512
    is for other commands.
    """

    level = NOTE
    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH", "SASL")
    bad = ("""
        C: AUTH XOAUTH2 """ + "QUFB" * 300 + """
        S: 500 5.5.6 Line too long
           ^^^
        """,)
    good = ("""
        C: AUTH XOAUTH2 """ + "QUFB" * 300 + """
        S: 535 5.7.8 Authentication failed
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Form.LONG) and (x.enhanced == "5.5.6" or x.code == 500):
            yield self.found("a line of under 12288 octets is refused as too long")
