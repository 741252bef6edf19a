from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class OnPort25(Rule):
    """LHLO is accepted on port 25.

    Port 25 is where the world delivers by SMTP. LMTP has no queue behind it: what cannot be
    delivered at once is the client's to keep, and a stranger's client does not know that.

    RFC 2033: LMTP must not be used on TCP port 25. Take a socket, or another port; 24 is the
    custom.
    """

    level = NOTE
    spec = ("RFC 2033 section 1",)
    must = "RFC 2033 section 1"
    wakes_on = commands("LHLO")
    bad = (
        """
        === Trying 192.0.2.25:25...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net LMTP
         -> LHLO client.example
        <-  250 mx.example.net
            ^^^
        """,
    )
    good = (
        """
        === Trying 192.0.2.25:24...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net LMTP
         -> LHLO client.example
        <-  250 mx.example.net
        """,
        """
        === Trying 192.0.2.25:25...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> LHLO client.example
        <** 500 5.5.1 Unknown command
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 250 and x.state.port == 25:
            yield self.found("LMTP on port 25, which is for SMTP alone")
