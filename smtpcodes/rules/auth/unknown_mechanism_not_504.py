from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class UnknownMechanismNot504(Rule):
    """AUTH with an unknown mechanism is not refused with 504.

    504 tells the client to try another mechanism; 535 tells it that the password is wrong.
    """

    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH")
    suggests = Suggestion(504, "5.5.4")
    also = ("sequence/mechanism-not-offered",)
    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH SCRAM-SHA-256
        C: AUTH FOO
        S: 535 5.7.8 Error: authentication failed: Invalid authentication mechanism
           ^^^
        """,)
    good = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 AUTH not available
        """,)
    seen = ("Postfix with Dovecot SASL: 535 5.7.8 (recorded with Postfix 3.7, 2026-11-23)", "chasquid: 534 5.7.9 (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if x.offered is not NO or state.offers_auth is not YES or state.authenticated is YES or state.in_transaction is YES:
            return
        if x.code in (0, 504, 421, 454, 334, 235) or (x.code in (530, 538, 523) and state.tls is not YES) or x.text is TextClass.WANTS_TLS:
            return
        yield self.found(f"AUTH with an unknown mechanism is answered with {x.code}, not 504", related=(("hello", "what is offered"),))
