from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class LegacyAuthEquals(Rule):
    """EHLO lists the old form "AUTH=".

    Clients of the last century looked for it (an early draft had it so); today it only makes the
    reply longer, and a program that reads "AUTH=LOGIN" as a keyword of its own sees no mechanism.

    RFC 4954: the keyword is "AUTH", with the mechanisms after a blank. A server that lists both
    forms harms nobody.

    "AUTH=" as a parameter of MAIL is something else (RFC 4954 section 5).
    """

    level = NOTE
    spec = ("RFC 4954 section 3",)
    wakes_on = commands("EHLO", "LHLO")
    bad = (
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250 AUTH=LOGIN
        """,
    )
    good = (
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        """,
        """
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 500 5.5.1 Unknown command
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.offers is not None and x.offers.legacy_auth:
            yield self.found('EHLO lists the old form "AUTH=": the keyword is "AUTH"')
