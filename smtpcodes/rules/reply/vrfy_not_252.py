from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class VrfyNot252(Rule):
    """VRFY gets 502: it is switched off, or was never written.

    Little comes of it. A client that asks learns that the server
    lacks a part of SMTP, not that it keeps its users to itself.

    RFC 5321: every server has to have VRFY, and one that says 500 or 502 does not fully comply. A
    site that switches it off for the sake of security says `252`, to every address: that is neither
    a yes nor a no.
    """

    level = NOTE
    spec = ("RFC 5321 section 7.3", "RFC 5321 section 4.5.1", "RFC 5321 section 3.5.3")
    must = "RFC 5321 section 7.3"
    wakes_on = commands("VRFY")
    since = "0.2"
    suggests = Suggestion(252, "2.5.0")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: VRFY postmaster
        S: 502 5.5.1 VRFY is disabled
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: VRFY postmaster
        S: 252 2.5.0 Cannot verify the user, but will take a message
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: VRFY postmaster
        S: 550 5.1.1 No such user
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: EXPN staff
        S: 502 5.5.1 Command not implemented
        """,
        """
        C: VRFY postmaster
        S: 502 5.5.1 VRFY is disabled
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if x.verb == "VRFY" and x.code == 502 and state.whole is YES and not state.doubt:
            yield self.found(
                "VRFY gets 502: every server has to have it; switched off, it says 252"
            )
