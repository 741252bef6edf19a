from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class LegacyAuthEquals(Rule):
    """EHLO lists the old form "AUTH=".

    Clients of the last century wanted it; the keyword is "AUTH" with a blank.
    """

    level = NOTE
    spec = ("RFC 4954 section 3",)
    wakes_on = commands("EHLO", "LHLO")
    bad = ("""
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250 AUTH=LOGIN
        """,)
    good = ("""
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        """,)
    seen = ("Postfix with broken_sasl_auth_clients, Courier, James (2026-11-23)",)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.offers is not None and x.offers.legacy_auth:
            yield self.found("EHLO lists the old form \"AUTH=\": the keyword is \"AUTH\"")
