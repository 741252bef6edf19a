from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import HIGH, LOW, Found, Rule, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class NotAllowedHere(Rule):
    """An enhanced code stands where none is allowed.

    A client takes what follows the code there for something else: the name of the server, the list
    of extensions, a challenge in base64. A log-in fails on a challenge that nobody can decode.

    RFC 2034: enhanced codes stand in replies of 2yz, 4yz and 5yz, but not in the greeting and not
    in the reply to EHLO or HELO. Leave the code out: `334 VXNlcm5hbWU6`.

    A log that begins after STARTTLS begins with `220 2.0.0`; where the connection is not shown, a
    greeting is doubtful.
    """

    spec = ("RFC 2034 section 4",)
    wakes_on = replies()
    bad = (
        """
        C: AUTH LOGIN
        S: 334 4.7.0 VXNlcm5hbWU6
           ^^^
        """,
    )
    good = (
        """
        S: 220 2.0.0.example ESMTP
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        """,
        """
        S: 250 2.1.0 Ok
        """,
        """
        C: HELO client.example
        S: 501 5.5.4 Not now
        """,
        """
        S: 421 4.7.0 Try again later
        C: EHLO client.example
        S: 500 Command unrecognized
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if not x.enhanced:
            return
        if x.code // 100 == 3:
            yield self.found(f"{x.code} carries {x.enhanced}: a 3yz has no enhanced code")
        elif x.hello and x.code == 250:
            yield self.found(f"250 to {x.verb} carries {x.enhanced}: it has no enhanced code")
        elif x.verb == "CONNECT" and x.code == 220:
            yield self.found(
                f"the greeting carries {x.enhanced}: it has no enhanced code",
                confidence=HIGH if x.state.whole is YES else LOW,
            )
