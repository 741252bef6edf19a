from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class SmtpHello(Rule):
    """The client says EHLO or HELO to an LMTP server.

    LMTP gives one reply for each recipient after the message, SMTP one for all. The two must not be
    mixed up, so the server refuses the hello of SMTP, and a client that was set to the wrong
    protocol gets no further.

    RFC 2033: LHLO takes the place of EHLO and HELO. Set the transport to LMTP, or the port to that
    of the SMTP server.

    Known as LMTP is a server that has accepted LHLO in this session, and one on port 24 that does
    not know EHLO. Port 24 is for any private mail system: where EHLO is accepted there, it is SMTP.
    """

    side = CLIENT
    spec = ("RFC 2033 section 4.1",)
    wakes_on = commands("EHLO", "HELO")
    bad = (
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
           ^^^ related
        C: EHLO client.example
           ^^^
        S: 500 5.5.1 Unknown command
        """,
        """
        $ telnet mx.example.net 24
        Trying 192.0.2.25...
        Connected to mx.example.net.
        Escape character is '^]'.
        220 mx.example.net LMTP
        EHLO client.example
        ^^^
        500 5.5.1 Unknown command
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: LHLO client.example
        S: 500 5.5.1 Unknown command
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: LHLO client.example
        S: 250 mx.example.net
        """,
        """
        === Trying 192.0.2.25:24...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250 mx.example.net
        """,
        """
        C: EHLO client.example
        S: 500 5.5.1 Unknown command
        """,
        """
        C: LHLO client.example
        S: 250 mx.example.net
        C: EHLO client.example
        """,
        """
        $ telnet mx.example.net 24
        Trying 192.0.2.25...
        Connected to mx.example.net.
        Escape character is '^]'.
        220 mx.example.net ESMTP
        EHLO client.example
        250 mx.example.net
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            (x.state.lmtp or (x.state.port == 24 and x.code in (500, 502)))
            and x.code
            and not x.has(Form.ASSUMED)
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            yield self.found(
                f"{x.verb} to an LMTP server: say LHLO",
                related=(("hello", "LHLO was accepted here"),) if x.state.lmtp else (),
            )
