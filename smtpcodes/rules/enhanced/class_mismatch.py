from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class ClassMismatch(Rule):
    """The class of the enhanced code is not that of the reply code.

    `535 4.7.8` says "never" and "later" at once. A client that believes the one gives up, and one
    that believes the other tries again until the account is locked.

    RFC 2034: the class, the first digit of the enhanced code, is the first digit of the reply code.
    Decide which of the two is meant: `535 5.7.8`, or `454 4.7.0`.
    """

    level = ERROR
    spec = ("RFC 2034 section 4",)
    must = "RFC 2034 section 4"
    wakes_on = replies()
    also = (
        "enhanced/not-allowed-here",
        "reply/invalid-code",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 4.7.8 Authentication credentials invalid
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        S: 220 5.5.5.example ESMTP
        """,
        """
        S: 250 Ok
        """,
        """
        C: NOOP
        S: 999 2.0.0 Ok
        """,
        """
        C: AUTH LOGIN
        S: 334 4.7.0 VXNlcm5hbWU6
        """,
        """
        S: 220 5.0.0 is the version of mx.example.net
        """,
        """
        C: EHLO client.example
        S: 250 5.0.0
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.enhanced
            and 200 <= x.code < 600
            and x.code // 100 != 3
            and x.verb != "CONNECT"
            and not x.hello
            and x.enhanced[0] != str(x.code)[0]
        ):
            digit = x.code // 100
            yield self.found(f"{x.code} carries {x.enhanced}: the class must be {digit}")
