from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class AuthBeforeStarttls(Rule):
    """A password is sent in clear although STARTTLS is offered.

    Whoever reads along has the password, and STARTTLS was there for the asking. Clients that are
    set to "TLS if available", or to none, do this.

    RFC 4616 section 5: PLAIN SHOULD NOT be used unless TLS or the like protects it; RFC 8314
    section 4.1 wants an end of cleartext submission. So STARTTLS first, then EHLO again, then AUTH.
    Change a password that went this way.

    Connections within one machine, and mechanisms that send no password, are left alone.
    """

    side = CLIENT
    spec = ("RFC 4954 section 4", "RFC 8314 section 4.1", "RFC 4616 section 5")
    should = "RFC 4616 section 5"
    wakes_on = commands("AUTH")
    also = (
        "sequence/mechanism-not-offered",
        "tls/starttls-offered-after-tls",
        "tls/plaintext-mechanisms-offered",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250-STARTTLS
        S: 250 AUTH CRAM-MD5
        C: AUTH PLAIN [redacted]
           ^^^
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
    )
    good = (
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH LOGIN
         -> AUTH LOGIN
        <-  334 VXNlcm5hbWU6
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net Hello client.example [127.0.0.1]
        S: 250-STARTTLS
        S: 250 AUTH PLAIN LOGIN
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.state.tls is NO
            and x.state.offers_starttls is YES
            and x.state.local is not YES
            and x.mechanism in sasl.PLAINTEXT
        ):
            yield self.found(
                f"AUTH {x.mechanism} in clear: STARTTLS comes first",
                related=(("hello", "STARTTLS is offered here"),),
            )
