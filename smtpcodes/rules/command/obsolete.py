from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, NOTE, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class Obsolete(Rule):
    """SEND, SOML, SAML or TURN is sent.

    Commands of 1982: three that write to a user's terminal, and one that turns client and server
    round without asking who is who. A server without them answers `502`, or `500`, and
    the program that sent one stops there.

    RFC 5321: clients should not offer SEND, SOML and SAML, and TURN only where the server can tell
    who the client is. Send MAIL; where mail is to be fetched, ETRN or ATRN.

    TURN after a log-in, where the server took it, is what the RFC leaves open.
    """

    level = NOTE
    side = CLIENT
    spec = ("RFC 5321 appendix F.1", "RFC 5321 appendix F.6")
    should = "RFC 5321 appendix F.6"
    wakes_on = commands("SEND", "SOML", "SAML", "TURN")
    bad = (
        """
        C: TURN
           ^^^
        S: 502 5.5.1 Command not implemented
        """,
        """
        C: SEND FROM:<a@client.example>
           ^^^
        S: 250 2.1.0 Ok
        """,
    )
    good = (
        """
        C: ETRN example.org
        S: 458 Unable to queue messages
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDE4OTYuNjk3MTcwOTUyQG14LmV4YW1wbGUubmV0Pg==
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: TURN
        S: 250 2.0.0 Ok
        """,
        """
        C: TURN
        """,
        """
        C: TURN
        S: 250 2.0.0 Ok
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDE4OTYuNjk3MTcwOTUyQG14LmV4YW1wbGUubmV0Pg==
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: TURN
        S: 500 5.5.1 Unknown command
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code and not (x.verb == "TURN" and (x.accepted or x.state.authenticated is YES)):
            yield self.found(f"{x.verb} is obsolete: do not expect a server to have it")
