from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class Obsolete(Rule):
    """SEND, SOML, SAML or TURN is sent.

    Commands of 1982: three that write to a user's terminal, and one that turns client and server round without asking who is who. No
    server of today has them; the answer is `502`, or `500`.

    RFC 5321 keeps them in an appendix so that servers know what they refuse. Send MAIL; where mail is to be fetched, ETRN or ATRN.
    """

    level = NOTE
    side = CLIENT
    spec = ("RFC 5321 appendix F.1", "RFC 5321 appendix F.6")
    wakes_on = commands("SEND", "SOML", "SAML", "TURN")
    bad = ("""
        C: TURN
           ^^^
        S: 502 5.5.1 Command not implemented
        """,)
    good = ("""
        C: ETRN example.org
        S: 458 Unable to queue messages
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code:
            yield self.found(f"{x.verb} is obsolete: servers do not have it")
