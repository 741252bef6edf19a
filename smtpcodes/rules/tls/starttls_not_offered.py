from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello


class StarttlsNotOffered(Rule):
    """The client sends STARTTLS, which the last EHLO reply does not offer.

    A server answers `502` or `500`, and the user reads of a handshake that failed. What is wrong
    is the port, the server's configuration, or somebody on the way who takes the word out of the
    reply.

    RFC 3207: the keyword in the EHLO reply tells that the command may be used. Where it is missing
    a client that needs TLS ends the session and says so.
    """

    side = CLIENT
    spec = ("RFC 3207 section 4", "RFC 5321 section 2.2.1")
    wakes_on = commands("STARTTLS")
    yields_to = ("tls/starttls-twice", "sequence/starttls-after-auth")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE
        C: STARTTLS
           ^^^
        S: 502 5.5.1 Command not implemented
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: STARTTLS
        """,
        """
        C: HELO client.example
        S: 250 mx.example.net
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.code
            and x.state.lists("STARTTLS") is NO
            and x.state.hello is not Hello.HELO
            and x.state.tls is not YES
        ):
            yield self.found(
                "STARTTLS although the server does not offer it",
                related=(("hello", "what is offered"),),
            )
