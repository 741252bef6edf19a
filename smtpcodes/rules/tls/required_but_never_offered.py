from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import MEDIUM, Found, Rule, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class RequiredButNeverOffered(Rule):
    """`530` asks for STARTTLS but the last EHLO reply does not list it.

    The client can't comply, and a careful one does not try. The user reads of TLS, switches it on,
    and hears that the server has none.

    RFC 3207: the keyword in the EHLO reply tells a client that it may send STARTTLS. Offer it, or
    do not ask for it. Where the server does offer it, something on the way has taken it out; the
    client's log then shows a word such as `XXXXXXXA`.

    After HELO nothing is offered, and nothing is wrong.
    """

    spec = ("RFC 3207 section 4", "RFC 3207 section 2")
    wakes_on = replies(530)

    also = ("tls/required-after-tls",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE 1000000
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.requires_tls and x.state.offers_starttls is NO and x.state.tls is not YES:
            yield self.found(
                "530 asks for STARTTLS, which the last EHLO reply does not list",
                related=(("hello", "the last EHLO reply"),),
                confidence=MEDIUM,
            )
