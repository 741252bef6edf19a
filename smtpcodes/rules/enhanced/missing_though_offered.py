from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.events import UNKNOWN, Sees
from smtpcodes.session.exchange import Exchange


class MissingThoughOffered(Rule):
    """ENHANCEDSTATUSCODES is offered, yet the reply has none.

    Programs that were promised enhanced codes may sort by them; without one they fall back to the
    reply code, or to guessing by the text.

    RFC 2034: where ENHANCEDSTATUSCODES is offered, every 2yz, 4yz and 5yz reply begins with one,
    but for the greeting and the replies to EHLO and HELO.

    A plugin or milter that brings its own text is one cause.
    """

    spec = ("RFC 2034 section 4",)
    must = "RFC 2034 section 4"
    wakes_on = replies()
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250-ENHANCEDSTATUSCODES
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 535 Authentication credentials invalid
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 ENHANCEDSTATUSCODES
        C: HELP
        S: 214-Commands supported:
           ^^^
        S: 214 HELO MAIL RCPT DATA
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-ENHANCEDSTATUSCODES
        S: 250 AUTH LOGIN
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 Authentication credentials invalid
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
        C: NOOP
        S: 250 Ok
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 ENHANCEDSTATUSCODES
        C: HELO client.example
        S: 250 mx.example.net
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 ENHANCEDSTATUSCODES
        S: 451 Timeout
        """,
        """
        CLIENT -> SERVER: EHLO client.example
        SERVER -> CLIENT: 250-mx.example.net
        SERVER -> CLIENT: 250 ENHANCEDSTATUSCODES
        CLIENT -> SERVER: NOOP
        SERVER -> CLIENT: 250 Ok
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 ENHANCEDSTATUSCODES
        C: NOOP
        S: 250 Ok
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 ENHANCEDSTATUSCODES
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        S: 250-mx.example.net
        S: 250 ENHANCEDSTATUSCODES
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        offers = x.state.offers
        if (
            x.enhanced
            or offers is UNKNOWN
            or not offers.enhanced
            or x.code // 100 not in (2, 4, 5)
            or x.hello
            or x.verb == "CONNECT"
        ):
            return
        if x.shown and x.state.shows(Sees.RAW) and not x.state.doubt:
            yield self.found(
                f"{x.code} has no enhanced code, though ENHANCEDSTATUSCODES is offered",
                related=(("hello", "offered here"),),
            )
