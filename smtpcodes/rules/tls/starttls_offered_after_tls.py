from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class StarttlsOfferedAfterTls(Rule):
    """EHLO lists STARTTLS although TLS is active.

    A client that goes by the list asks for TLS inside TLS. It is refused, or the session breaks,
    and the user reads that encryption failed although it was on.

    RFC 3207: the server must not return STARTTLS in its reply to an EHLO under TLS. Take it out of
    the list once the handshake is done, on port 465 from the start.

    A STARTTLS that was refused leaves the offer where it was.
    """

    level = ERROR
    spec = ("RFC 3207 section 4.2",)
    must = "RFC 3207 section 4.2"
    wakes_on = commands("EHLO", "LHLO")
    bad = (
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
           ^^^ related
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250 STARTTLS
        """,
    )
    good = (
        """
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        """,
        """
        C: STARTTLS
        C: EHLO client.example
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.tls is YES and x.offers is not None and x.offers.starttls and not x.state.doubt:
            yield self.found(
                "EHLO lists STARTTLS although TLS is active",
                related=(("starttls", "TLS began here"),),
            )
