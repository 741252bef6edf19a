from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import UNKNOWN
from smtpcodes.session.exchange import Exchange


class NotOffered(Rule):
    """Enhanced codes are sent although ENHANCEDSTATUSCODES is not offered.

    A client may read the codes anyway; one that goes by the EHLO reply shows them to the user as a
    part of the text.

    RFC 2034 section 3: the keyword ENHANCEDSTATUSCODES tells that the codes are there; no RFC
    forbids them without it. Offer it.
    """

    level = NOTE
    spec = ("RFC 2034 section 3",)
    wakes_on = replies()
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE 1000000
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: STARTTLS
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-ENHANCEDSTATUSCODES
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 501 5.5.4 Invalid parameter
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        S: 421 4.4.2 Timeout
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        offers = x.state.offers
        if (
            x.enhanced
            and offers is not UNKNOWN
            and not offers.enhanced
            and x.verb in ("AUTH", "MAIL", "RCPT", "STARTTLS", "MESSAGE")
        ):
            yield self.found(
                "enhanced codes are sent, but ENHANCEDSTATUSCODES is not offered",
                related=(("hello", "the last EHLO reply"),),
            )
