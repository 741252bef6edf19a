from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class PlaintextMechanismsOffered(Rule):
    """PLAIN or LOGIN is offered while TLS is off.

    A client that is set to no TLS, or to TLS where it is offered and somebody has taken the offer
    out, sends the password in clear to everybody on the way. Without STARTTLS a careful client has
    no way to log in.

    RFC 4954 section 4: a site SHOULD NOT permit passwords in clear without such a protection; RFC
    8314 section 4 wants cleartext submission to end. List PLAIN and LOGIN only after STARTTLS.
    Connections within one machine are left alone.
    """

    spec = ("RFC 4954 section 4", "RFC 8314 section 4")
    should = "RFC 4954 section 4"
    wakes_on = commands("EHLO", "LHLO")
    also = ("tls/starttls-offered-after-tls",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250-STARTTLS
        S: 250 AUTH PLAIN LOGIN
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
            ^^^
        <-  250 AUTH LOGIN
        """,
    )
    good = (
        """
        C: EHLO client.example
        S: 250-mx.example.net Hello client.example [127.0.0.1]
        S: 250-STARTTLS
        S: 250 AUTH PLAIN LOGIN
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        """,
        """
        C: EHLO client.example
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH CRAM-MD5
        """,
        """
        === Trying 127.0.0.1:25...
        === Connected to 127.0.0.1.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH PLAIN LOGIN
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH PLAIN LOGIN
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.offers is None
            or not x.offers.plaintext
            or x.state.local is YES
            or x.offers.local
            or x.state.tls is YES
        ):
            return
        if x.state.tls is NO or x.offers.starttls:
            yield self.found("PLAIN or LOGIN is offered while TLS is off: offer it after STARTTLS")
