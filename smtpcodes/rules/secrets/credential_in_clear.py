from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class CredentialInClear(Rule):
    """A password or token crosses a connection that has no TLS.

    Whoever sees the wire has it now, and a password is good for more than one session: the account
    is theirs until it is changed. Base64 hides nothing.

    RFC 4616 section 5: PLAIN SHOULD NOT be used without TLS or the like; RFC 7628 section 3: with
    OAUTHBEARER TLS MUST be used. Change the password, revoke the token, and log in after STARTTLS
    or on port 465.

    Only where the log proves that TLS is off. Connections within one machine, mechanisms that send
    no password (CRAM-MD5, SCRAM), a user name that no password followed, and what is
    neither base64 nor a plain word are left alone.
    """

    side = CLIENT
    spec = ("RFC 7628 section 3", "RFC 4616 section 5")
    should = "RFC 4616 section 5"
    wakes_on = commands("AUTH", "SASL")
    yields_to = ("tls/auth-before-starttls",)
    also = (
        "tls/plaintext-mechanisms-offered",
        "tls/auth-before-starttls",
    )
    bad = (
        """
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH XOAUTH2
         -> AUTH XOAUTH2 [redacted]
            ^^^
        <-  235 2.7.0 Authentication successful
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH PLAIN
         -> AUTH PLAIN
        <-  334\x20
         -> [redacted]
            ^^^
        <** 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH PLAIN LOGIN
        C: AUTH LOGIN
        S: 334 Username:
        C: alice
        S: 334 Password:
        C: not-her-password
           ^^^
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH PLAIN LOGIN
        C: AUTH PLAIN
        S: 334\x20
        C: [redacted]
           ^^^
        S: 334\x20
        C: [redacted]
        S: 535 5.7.8 Authentication failed
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH LOGIN
         -> AUTH LOGIN
        <-  334 VXNlcm5hbWU6
         -> [redacted]
        <-  334 UGFzc3dvcmQ6
         -> *
        <** 501 5.7.0 Authentication aborted
        """,
        """
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH PLAIN
         -> AUTH PLAIN
        <-  334
         -> %%%%
        <** 501 5.5.2 Cannot decode response
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH CRAM-MD5
         -> AUTH CRAM-MD5
        <-  334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
         -> YWxpY2UgMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=
        <-  235 2.7.0 Authentication successful
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH PLAIN
         -> AUTH PLAIN [redacted]
        """,
        """
        === Connected to 127.0.0.1.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH PLAIN
         -> AUTH PLAIN [redacted]
        <-  235 2.7.0 Authentication successful
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH PLAIN
         -> AUTH PLAIN =
        <** 535 5.7.8 Authentication credentials invalid
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH LOGIN
         -> AUTH LOGIN
        <-  334 VXNlcm5hbWU6
         -> YWxpY2U=
        <-  334 UGFzc3dvcmQ6
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH LOGIN
         -> AUTH LOGIN
        <** 535 5.7.8 Authentication credentials invalid
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH PLAIN
         -> AUTH PLAIN
        <** 501 5.5.2 Cannot decode response
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH PLAIN
         -> AUTH PLAIN !!!
        <** 501 5.5.2 Cannot decode response
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.tls is not NO or x.state.local is YES or not x.plaintext or not x.code:
            return
        if (
            x.has(Form.CANCEL)
            or x.has(Form.EMPTY)
            or (x.has(Form.BAD_BASE64) and not x.has(Form.WORD))
        ):
            return
        if x.mechanism == "LOGIN":
            sent = x.verb == "SASL" and x.code != 334  # after the user name comes another challenge
        else:
            sent = x.has(Form.INITIAL) or (x.verb == "SASL" and x.state.sasl_steps == 1)
        if sent:
            yield self.found(f"{x.mechanism} credentials cross a connection without TLS")
