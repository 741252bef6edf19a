from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class OfferedWithoutMechanisms(Rule):
    """EHLO lists AUTH with no mechanism.

    A client has nothing to choose from: one gives up, another guesses and is told 504.

    RFC 4954: the parameter of the keyword is the list of the mechanisms. List them, or leave the
    keyword out; with SASL switched on and no mechanism configured, or all of them kept for TLS, a
    server should say nothing.

    Several AUTH lines, or the old "AUTH=" beside an empty "AUTH", do name mechanisms. A log that
    cuts the line proves nothing.
    """

    spec = ("RFC 4954 section 3",)
    wakes_on = commands("EHLO", "LHLO")
    bad = (
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250 AUTH
        """,
    )
    good = (
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-AUTH
        S: 250 AUTH LOGIN
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 8BITMIME
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-AUTH
        """,
        """
        C: EHLO client.example
        S: 500 5.5.1 Unknown command
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:25,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:25,192.0.2.7:56026,>,250-mx.example.net,
        192.0.2.10:25,192.0.2.7:56026,>,250 AUTH,
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.offers is not None
            and x.offers.auth_without_mechanisms
            and x.state.shows(Sees.EHLO)
            and not x.has(ReplyForm.CUT)
        ):
            yield self.found("EHLO lists AUTH with no mechanism: list them, or leave it out")
