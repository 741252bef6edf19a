from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class RequiredAfterTls(Rule):
    """`530` asks for STARTTLS although TLS is active.

    A client that has done what was asked cannot do it twice; it loops or gives up, and the user
    reads that TLS is missing where it is on.

    RFC 3207: `530` with this meaning is for connections without TLS. A proxy in front that ends TLS
    and does not tell the server is one cause: tell it (XCLIENT, PROXY), or let it through.
    """

    level = ERROR
    spec = ("RFC 3207 section 4", "RFC 3207 section 4.1")
    wakes_on = replies(530)
    suggests = Suggestion(554, "5.7.0")
    bad = (
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
           ^^^ related
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
           ^^^
        """,
    )
    good = (
        """
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.requires_tls and x.state.tls is YES:
            yield self.found(
                "530 asks for STARTTLS although TLS is active",
                related=(("starttls", "TLS began here"),),
            )
