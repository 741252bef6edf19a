from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class StarttlsTwice(Rule):
    """The client sends STARTTLS although TLS is active.

    The RFC says MUST NOT: there is nothing to start inside TLS. The server's reply is 503, and the session goes on.
    """

    side = CLIENT
    spec = ("RFC 3207 section 4.2",)
    wakes_on = commands("STARTTLS")
    bad = ("""
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
           ^^^ related
        C: EHLO client.example
        S: 250 mx.example.net
        C: STARTTLS
           ^^^
        S: 503 5.5.1 TLS already active
        """,)
    good = ("""
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.tls is YES:
            yield self.found("STARTTLS although TLS is active", related=(("starttls", "TLS began here"),))
