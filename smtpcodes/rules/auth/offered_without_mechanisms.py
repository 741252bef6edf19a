from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class OfferedWithoutMechanisms(Rule):
    """EHLO lists AUTH with no mechanism.

    A client has nothing to choose from. List the mechanisms, or leave the keyword out.
    """

    spec = ("RFC 4954 section 3",)
    wakes_on = commands("EHLO", "LHLO")
    bad = ("""
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250 AUTH
        """,)
    good = ("""
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.offers is not None and x.offers.auth_without_mechanisms and x.state.shows(Sees.EHLO):
            yield self.found("EHLO lists AUTH with no mechanism")
