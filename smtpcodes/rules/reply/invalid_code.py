from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, HIGH, LOW, Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class InvalidCode(Rule):
    """The reply code is outside the grammar.

    A client that meets another first digit has no meaning for it, and may give up the session,
    whatever was meant.

    RFC 5321: the first digit is 2 to 5, the second 0 to 5. A number of another protocol, or one
    that was cut or formatted wrongly, is one cause.

    A line that begins with three digits may be no reply at all. Where the log shows no command that
    it answers, this is a hint and no more.
    """

    level = ERROR
    spec = ("RFC 5321 section 4.2",)
    must = "RFC 5321 section 4.2"
    wakes_on = replies()
    bad = (
        """
        C: NOOP
        S: 999 2.0.0 Ok
           ^^^
        """,
        """
        C: NOOP
        S: 935 2.0.0 Ok
           ^^^
        """,
        """
        C: NOOP
        S: 299 2.0.0 Ok
           ^^^
        """,
    )
    good = (
        """
        C: NOOP
        S: 250 2.0.0 Ok
        """,
        """
        C: XFOO
        S: 502 5.5.1 Not implemented
        """,
        """
        C: NOOP
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code and not (200 <= x.code < 600 and x.code // 10 % 10 <= 5):
            yield self.found(
                f"{x.code:03} is outside the grammar of reply codes",
                confidence=HIGH if x.shown else LOW,
            )
