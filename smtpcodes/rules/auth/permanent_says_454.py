from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import saying
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Seen, Suggestion, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class PermanentSays454(Rule):
    """`454` says that the credentials are wrong.

    454 means "the server can't check now", and RFC 4954 asks the client not to prompt for a
    password then. So it may try the wrong one again and again, until the account is locked, and its
    user does not hear that it is wrong.

    Wrong credentials are `535 5.7.8`, what can't be decoded `501 5.5.2`, an unknown mechanism `504
    5.5.4`.

    "Temporary authentication failure" is what 454 is for, with 5.7.0 in place of 4.7.0 as well
    (enhanced/class-mismatch). So is a lock-out after too many attempts, which passes; and
    "Authentication failed" alone does not blame the credentials.
    """

    spec = ("RFC 4954 section 6",)
    wakes_on = replies(454)
    suggests = Suggestion(535, "5.7.8")
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Invalid username or password
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 454 4.7.0 Unknown authentication mechanism
           ^^^
        """,
        """
        C: AUTH PLAIN dGFuc3RhYWY=
        S: 454 4.7.0 Invalid response
           ^^^
        """,
    )
    also = ("client/malformed-response",)
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Too many login attempts, please try again later
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Authentication failed
        """,
        """
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        """,
        """
        C: AUTH PLAIN dGFuc3RhYWY=
        S: 454 4.7.0 Internal failure
        """,
        """
        C: QUIT
        S: 454 4.7.0 Invalid username or password
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Invalid response
        """,
        """
        CLIENT -> SERVER: AUTH PLAIN dGFuc3RhYWY=
        SERVER -> CLIENT: 454 4.7.0 Invalid response
        """,
        """
        C: AUTH PLAIN dGFuc3RhYWY=
        S: 454 4.7.0 Temporary failure: invalid answer of the back end, try again later
        """,
        """
        C: AUTH PLAIN
        S: 334 Password:
        C: dGFuc3RhYWY=
        S: 454 4.7.0 Invalid response
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return x.in_auth and (
            x.text in (TextClass.CREDENTIALS, TextClass.MECHANISM, TextClass.REVEALS_USER)
            or (x.text is TextClass.NONE and self._malformed(x))
        )

    def _malformed(self, x: Exchange) -> bool:
        return x.state.shows(Sees.RESPONSES) and not x.state.readable and x.malformed

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        if not saying.blames(exchange.said):
            return
        if exchange.exchange.text is TextClass.NONE:
            yield self.found(
                "454 is for trouble of the server, but the response is malformed: 501",
                suggest=Suggestion(501, "5.5.2"),
            )
        else:
            yield self.found(
                "454 is for trouble of the server, but the text says wrong credentials: 535"
            )
