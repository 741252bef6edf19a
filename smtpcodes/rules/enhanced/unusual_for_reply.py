from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.knowledge import tables
from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class UnusualForReply(Rule):
    """A registered enhanced code does not go with this reply.

    The two speak of different things: programs that go by the reply code and those that go by the
    enhanced code tell the user different reasons.

    RFC 4954 and RFC 5248 say which go together: 530 with 5.7.0, 535 with 5.7.8, 235 with 2.7.0, 454
    with 4.7.0.
    """

    level = NOTE
    spec = ("RFC 4954 section 6", "RFC 5248 section 2.4")
    should = "RFC 4954 section 6"
    wakes_on = replies()
    yields_to = (
        "enhanced/class-mismatch",
        "enhanced/not-allowed-here",
        "enhanced/credentials-invalid-outside-auth",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.1 Authentication failed
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 Not allowed
        """,
        """
        C: XYZZY
        """,
        """
        C: EHLO client.example
        S: 550 5.7.8 Not allowed
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.57 Client not authenticated to send mail
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.enhanced
            and not x.hello
            and x.verb != "CONNECT"
            and tables.registered(x.enhanced)
            and not tables.usual(x.code, x.enhanced)
        ):
            yield self.found(f"{x.enhanced} does not go with {x.code}")
