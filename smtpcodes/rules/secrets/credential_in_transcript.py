from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import BOTH, NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class CredentialInTranscript(Rule):
    """The log holds a credential in readable form.

    Base64 is no encryption: whoever gets the log gets the password or the token. `smtpcodes redact`
    writes the log without it; change the password if the log has left the house. Told once a
    session; the value is never shown.
    """

    level = NOTE
    side = BOTH
    spec = ("RFC 4954 section 9", "RFC 4616 section 5")
    wakes_on = commands("AUTH", "SASL")
    bad = (
        """
        C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm
           ^^^
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm
           ^^^
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN AHRpbQBvdGhlcg==
        S: 535 5.7.8 Authentication credentials invalid
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 501 5.7.0 Authentication cancelled
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.readable_credential and not x.state.credential:
            yield self.found(
                "the log holds a credential in readable form: see `smtpcodes redact`", at="command"
            )
