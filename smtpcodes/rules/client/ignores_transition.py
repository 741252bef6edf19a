from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class IgnoresTransition(Rule):
    """After 432 the client does not log in once with PLAIN.

    `432` says that the server needs the password once, in the clear form that PLAIN has, to store
    it for the mechanism that failed. A client that tries other mechanisms, or gives up, never gets
    in.

    RFC 4954: the transition is typically one log-in with PLAIN (do it under TLS). After that the
    other mechanism should work as well.
    """

    level = NOTE
    side = CLIENT
    spec = ("RFC 4954 section 6",)
    wakes_on = commands("AUTH", "MAIL")
    bad = (
        """
        C: AUTH SCRAM-SHA-256
        S: 432 4.7.12 A password transition is needed
           ^^^ related
        C: AUTH SCRAM-SHA-256
           ^^^
        S: 432 4.7.12 A password transition is needed
        """,
    )
    good = (
        """
        C: AUTH SCRAM-SHA-256
        S: 432 4.7.12 A password transition is needed
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH SCRAM-SHA-256
        S: 432 4.7.12 A password transition is needed
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 432 4.7.12 A password transition is needed
        C: AUTH PLAIN
        S: 334\x20
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.transition and x.mechanism not in ("PLAIN", "LOGIN"):
            yield self.found(
                "432 asked for one log-in with PLAIN under TLS", related=(("failed", "432 here"),)
            )
