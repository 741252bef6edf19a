from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class AuthAfterSuccess(Rule):
    """The client sends AUTH again after 235.

    The server must refuse it with `503`, and clients that take the refusal for a wrong password ask
    the user for another one.

    RFC 4954: one log-in a session; another identity needs another connection. EHLO and RSET do not
    log out. STARTTLS does, for both sides forget what they knew.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH")
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^ related
        C: AUTH PLAIN [redacted]
           ^^^
        S: 503 5.5.1 Already authenticated
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 334 UGFzc3dvcmQ6
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: NOOP
        S: 250 2.0.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.authenticated is YES:
            yield self.found(
                "AUTH again after 235: one log-in a session",
                related=(("authenticated", "authenticated here"),),
            )
