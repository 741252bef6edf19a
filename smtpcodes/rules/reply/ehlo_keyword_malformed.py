from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class EhloKeywordMalformed(Rule):
    """A line of the EHLO reply has no keyword, or a keyword stands twice.

    Clients look for words at the beginning of each line. A word of thanks, a banner or an enhanced
    code there is read as an extension, or hides the one that follows; of two SIZE lines a client
    may take the first or the last.

    RFC 5321: after the first line each one is a keyword of letters, digits and hyphens, with its
    parameters; no underscore. What is meant for people goes on the first line, behind the domain.
    What two lines with the same keyword mean no RFC says: write one.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.1.1.1",)
    wakes_on = commands("EHLO", "LHLO")
    also = (
        "command/hello-malformed",
        "sequence/before-greeting",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250-Welcome, client!
        S: 250 SIZE 35882577
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250-SIZE 35882577
        S: 250 SIZE 10240000
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net Welcome, client!
        S: 250-X-EXPS GSSAPI
        S: 250-AUTH=LOGIN
        S: 250-AUTH LOGIN
        S: 250 SIZE 35882577
        """,
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250-mx.example.net
        S: 250 Welcome, client!
        """,
        """
        C: EHLO my_computer
        S: 501 5.5.4 Invalid domain
        """,
        """
        CLIENT -> SERVER: EHLO client.example
        SERVER -> CLIENT: 250-mx.example.net
        SERVER -> CLIENT: 250-Welcome, client!
        SERVER -> CLIENT: 250 PIPELINING
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-Welcome, client!
        S: 250 PIPELINING
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.offers is None or not x.state.shows(Sees.EHLO | Sees.RAW) or x.state.doubt:
            return
        if x.offers.malformed:
            yield self.found("a line of this EHLO reply does not begin with a keyword")
        elif x.offers.repeated:
            yield self.found("a keyword stands twice in this EHLO reply")
