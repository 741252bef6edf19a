from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class StarttlsAfterAuth(Rule):
    """STARTTLS is sent after a successful AUTH.

    With PLAIN and LOGIN the password has already crossed the wire in clear, and with TLS both sides
    forget the log-in: the client has to do it again.

    RFC 3207: the client discards what it knew, the server what it was told. TLS comes first: EHLO,
    STARTTLS, EHLO, AUTH.
    """

    side = CLIENT
    spec = ("RFC 3207 section 4.2",)
    wakes_on = commands("STARTTLS")
    bad = (
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^ related
        C: STARTTLS
           ^^^
        S: 503 5.5.1 STARTTLS not permitted after AUTH
        """,
    )
    good = (
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: *
        S: 501 5.7.0 Authentication aborted
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.authenticated is YES:
            yield self.found(
                "STARTTLS after AUTH: TLS comes first, the log-in is void",
                related=(("authenticated", "authenticated here"),),
            )
