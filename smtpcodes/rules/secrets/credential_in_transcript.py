from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import BOTH, NOTE, Concrete, Found, Rule, commands
from smtpcodes.grammar.command import Form


class CredentialInTranscript(Rule):
    """The log holds a credential in readable form.

    Base64 is no encryption: whoever gets the log gets the password or the token. `smtpcodes redact` writes the log without
    it; change the password if the log has left the house. Told once a session; the value is never shown.
    """

    level = NOTE
    side = BOTH
    spec = ("RFC 4954 section 9", "RFC 4616 section 5")
    wakes_on = commands("AUTH", "SASL")
    inspects = True
    bad = ("""
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
           ^^^
        S: 535 5.7.8 Authentication credentials invalid
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """, """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 501 5.7.0 Authentication cancelled
        """)

    def inspect(self, exchange: Concrete) -> Iterator[Found]:
        session, command = exchange.session, exchange.command
        hidden = Form.MASKED | Form.EMPTY | Form.CANCEL | Form.BAD_BASE64
        if command.secret < 0 or command.form & hidden or "credential" in session.landmarks:
            return
        session.landmarks["credential"] = (exchange.asked, None)
        yield self.found("the log holds a credential in readable form: see `smtpcodes redact`", at="command")
