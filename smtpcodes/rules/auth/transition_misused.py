from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange

LOAD = frozenset(("4.3.1", "4.3.2", "4.4.5"))


class TransitionMisused(Rule):
    """`432` answers a command other than AUTH, or means a stopped queue.

    A client that knows 432 sends the password once with PLAIN. For a server that has too much to do
    that is one more log-in at the wrong moment, and a password sent for nothing.

    RFC 4954: 432, with `4.7.12`, says that a password transition is needed, in answer to AUTH. For
    load and for queues there are `451 4.3.2`, `450`, `452 4.3.1`, and `421 4.3.2` where the
    connection is closed.

    432 to AUTH is a transition unless its enhanced code speaks of the system (4.3.1, 4.3.2, 4.4.5).
    """

    spec = ("RFC 4954 section 6",)
    wakes_on = replies(432)
    suggests = Suggestion(451, "4.3.2")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 432 4.3.2 Concurrent connections limit exceeded
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded
           ^^^
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 432 4.7.12 A password transition is needed
           ^^^
        """,
    )
    good = (
        """
        C: AUTH SCRAM-SHA-256
        S: 432 4.7.12 A password transition is needed
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 432 A password transition is needed
        """,
        """
        S: 432 4.7.12 A password transition is needed
        """,
        """
        C: X-EXPS LOGIN
        S: 432 4.7.12 A password transition is needed
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.shown and x.verb != "OTHER" and (not x.in_auth or x.enhanced in LOAD):
            if x.enhanced == "4.7.12":
                yield self.found(
                    "432 is for AUTH: ask for the log-in here, and say it there",
                    suggest=Suggestion(530, "5.7.0"),
                )
            else:
                yield self.found("432 is for a password transition in AUTH, not for load: 451")
