from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange


class NotOfferedOnSubmission(Rule):
    """Port 587 is in clear, and EHLO does not offer STARTTLS.

    Whoever submits mail here sends the password and the message for everybody on the way to read; a
    careful client gives up, and its user hears of a server without encryption.

    RFC 8314 section 3.3: servers SHOULD have both STARTTLS on port 587 and TLS from the start on
    port 465.

    Between programs on one machine it does no harm.
    """

    level = NOTE
    spec = ("RFC 8314 section 3.3", "RFC 8314 section 4.1")
    should = "RFC 8314 section 3.3"
    wakes_on = commands("EHLO")
    bad = (
        """
        === Trying 192.0.2.25:587...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
            ^^^
        <-  250 SIZE 35882577
        """,
    )
    good = (
        """
        === Trying 192.0.2.25:587...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 STARTTLS
        """,
        """
        === Trying 127.0.0.1:587...
        === Connected to 127.0.0.1.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 SIZE 35882577
        """,
        """
        === Connected to mx.example.net:587.
         -> EHLO client.example
        """,
        """
        === Trying mx.example.net:25...
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250 mx.example.net
        """,
        """
        DEBUG SMTP: trying to connect to host "mx.example.net", port 587, isSSL false
        220 mx.example.net ESMTP
        DEBUG SMTP: connected to host "mx.example.net", port: 587
        EHLO client.example
        250 mx.example.net
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.offers is None
            or x.offers.starttls
            or state.port != 587
            or state.tls is not NO
            or state.local is YES
            or not state.shows(Sees.EHLO)
        ):
            return
        if not x.offers.local:
            yield self.found("port 587 is in clear and does not offer STARTTLS")
