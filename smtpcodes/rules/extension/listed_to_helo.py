from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class ListedToHelo(Rule):
    """The reply to HELO lists extensions.

    A client says HELO because it knows no extensions; one that reads a single line takes the others
    for the answers to what it sends next.

    RFC 5321: servers must not return the extended response to HELO. One line: `250 mx.example.net`.
    """

    level = NOTE
    spec = ("RFC 5321 section 3.2",)
    must = "RFC 5321 section 3.2"
    wakes_on = commands("HELO")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250-mx.example.net
           ^^^
        S: 250-SIZE 35882577
        S: 250 AUTH PLAIN
        """,
        """
        C: HELO client.example
        S: 250-mx.example.net
           ^^^
        S: 250 STARTTLS
        """,
        """
        C: HELO client.example
        S: 250-mx.example.net
           ^^^
        S: 250 AUTH PLAIN
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250-mx.example.net
        S: 250 nice to meet you
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 35882577
        """,
        """
        C: HELO client.example
        """,
        """
        C: HELO client.example
        S: 250-mx.example.net
        S: 250 HELP
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.offers is not None and (x.offers.keywords - {"HELP"} or x.offers.auth):
            yield self.found("the reply to HELO lists extensions: that is for EHLO")
