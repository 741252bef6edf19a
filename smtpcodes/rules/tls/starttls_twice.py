from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class StarttlsTwice(Rule):
    """The client sends STARTTLS although TLS is active.

    There is nothing to start inside TLS. The client has lost track of its connection: it speaks to
    port 465 as if to 587, or repeats its set-up after a second EHLO.

    RFC 3207 section 4.2: a client MUST NOT try to start TLS where it is active already. It names no
    reply for it; `503 5.5.1` says it best, Postfix sends `554 5.5.1`. The session goes on.
    """

    side = CLIENT
    spec = ("RFC 3207 section 4.2",)
    must = "RFC 3207 section 4.2"
    wakes_on = commands("STARTTLS")
    bad = (
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
           ^^^ related
        C: EHLO client.example
        S: 250 mx.example.net
        C: STARTTLS
           ^^^
        S: 503 5.5.1 TLS already active
        """,
    )
    good = (
        """
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: QUIT
        S: 221 2.0.0 Bye
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.tls is YES:
            yield self.found(
                "STARTTLS although TLS is active", related=(("starttls", "TLS began here"),)
            )
