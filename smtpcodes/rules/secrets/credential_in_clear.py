from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class CredentialInClear(Rule):
    """A password or token crosses a connection that has no TLS.

    Whoever sees the wire has it now. Change it, and log in under TLS. Connections within one machine are left alone.
    """

    side = CLIENT
    spec = ("RFC 8314 section 3", "RFC 7628 section 3")
    wakes_on = commands("AUTH", "SASL")
    yields_to = ("tls/auth-before-starttls",)
    bad = ("""
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH XOAUTH2
         -> AUTH XOAUTH2 [redacted]
            ^^^
        <-  235 2.7.0 Authentication successful
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.tls is not NO or x.state.local is YES or not x.plaintext or not x.code:
            return
        if x.has(Form.INITIAL) or (x.verb == "SASL" and not x.has(Form.CANCEL) and not x.has(Form.EMPTY) and x.state.sasl_steps == 1):
            yield self.found(f"{x.mechanism} credentials cross a connection without TLS")
