from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.knowledge import tables
from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class Unregistered(Rule):
    """The enhanced code is not in the IANA registry.

    Nobody can look the code up but in the vendor's manual, and a program knows no more than its
    class: it can't tell a missing log-in from a mailbox that is full.

    RFC 3463 section 2: servers should send only registered codes; RFC 5248 gives the registry to
    IANA. Use the registered one that comes closest, or X.0.0, and put the rest into the text.
    """

    level = NOTE
    spec = ("RFC 3463 section 2", "RFC 5248 section 2.1")
    wakes_on = replies()
    yields_to = ("enhanced/not-allowed-here",)
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.57 Client not authenticated to send mail
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.30 REQUIRETLS support required
        """,
        """
        C: XYZZY
        """,
        """
        C: EHLO client.example
        S: 550 5.7.57 Client not authenticated to send mail
        """,
        """
        S: 554 5.7.555 No service
        C: EHLO client.example
        S: 250 mx.example.net
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.enhanced and not x.hello and x.verb != "CONNECT" and not tables.registered(x.enhanced):
            yield self.found(f"{x.enhanced} is in no registry: a vendor's own code")
