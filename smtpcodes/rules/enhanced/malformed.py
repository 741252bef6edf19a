from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class Malformed(Rule):
    """An enhanced code is outside the grammar.

    Programs that look for the code find none, or read another: `5.07.8` is not `5.7.8`, and a
    bounce handler may sort the message into the wrong box.

    RFC 3463: class `2`, `4` or `5`, then two numbers of one to three digits, without leading zeros.
    """

    spec = ("RFC 3463 section 2",)
    must = "RFC 3463 section 2"
    wakes_on = replies()
    also = ("reply/unexpected-for-command",)
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.07.8 Authentication credentials invalid
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 550 192.0.2.7 is not welcome
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 5.07.0 is the version of mx.example.net
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: EHLO client.example
        S: 250 5.07.0
        """,
        """
        C: NOOP
        S: 354 2.07.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.has(ReplyForm.MALFORMED_ENHANCED)
            and x.verb != "CONNECT"
            and not x.hello
            and x.code // 100 in (2, 4, 5)
        ):
            yield self.found(f"{x.code}: the enhanced code is outside the grammar")
