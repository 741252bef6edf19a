from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import timestamp
from smtpcodes.rules.base import CLIENT, NOTE, Found, Rule, Seen, commands
from smtpcodes.session.exchange import Exchange
from smtpcodes.span import Place

WAIT = 2.0  # seconds


class RetriesAfterTemporaryFailure(Rule):
    """AUTH is sent again within two seconds after 454.

    The server is in trouble, and a client that knocks again at once makes it worse; many clients
    together keep it down.

    RFC 4954 section 6: `454` is a temporary failure of the server; the client SHOULD NOT ask for
    another password, and should tell the user of the failure. When to try again it does not say:
    wait some minutes, longer each time. The password may be right.
    """

    level = NOTE
    side = CLIENT
    spec = ("RFC 4954 section 6",)
    wakes_on = commands("AUTH")
    bad = (
        """
        12:00:00 C: AUTH PLAIN [redacted]
        12:00:01 S: 454 4.7.0 Temporary authentication failure
                    ^^^ related
        12:00:02 C: AUTH PLAIN [redacted]
                    ^^^
        12:00:03 S: 454 4.7.0 Temporary authentication failure
        """,
    )
    good = (
        """
        12:00:00 C: AUTH PLAIN [redacted]
        12:00:01 S: 454 4.7.0 Temporary authentication failure
        12:05:01 C: AUTH PLAIN [redacted]
        12:05:02 S: 454 4.7.0 Temporary authentication failure
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """,
        """
        12:00:00 C: AUTH PLAIN [redacted]
        12:00:00 S: 454 4.7.0 Temporary authentication failure
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        12:00:00 C: AUTH PLAIN [redacted]
        12:00:00 S: 235 2.7.0 Authentication successful
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return x.state.failed_code == 454

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        _, failed = exchange.session.landmarks.get("failed", (None, None))
        before, now = _seconds(failed), _seconds(exchange.asked)
        if before is not None and now is not None and 0 <= now - before < WAIT:
            yield self.found(
                "AUTH again at once after 454: wait before the next try",
                related=(("failed", "454 here"),),
            )


def _seconds(place: Place | None) -> float | None:
    """The time that a line tells."""
    return timestamp.seconds(place.line) if place is not None else None
