from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class EncryptionRequiredAfterTls(Rule):
    """`538`, `523` or `524` asks for encryption although TLS is active.

    The client has it already and can do no more. Often a proxy ends TLS and does not tell the server behind it.
    """

    level = ERROR
    spec = ("RFC 4954 section 6", "RFC 5248 section 2.4")
    wakes_on = replies(538, 523, 524)
    suggests = Suggestion(535, "5.7.8")
    bad = ("""
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
           ^^^ related
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 523 5.7.10 Encryption needed
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 523 5.7.10 Encryption needed
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code in (538, 523, 524) and x.state.tls is YES:
            yield self.found(f"{x.code} asks for encryption although TLS is active", related=(("starttls", "TLS began here"),))
