from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.knowledge import tables
from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class UnexpectedForCommand(Rule):
    """No standard has this reply code for this command.

    A client can only go by the first digit, and a person who looks the code up finds it explained
    for another command.

    RFC 5321 lists the codes of each command; other RFCs add theirs. Take one of them: `smtpcodes
    recommend --command MAIL` lists them with their reasons.
    """

    spec = ("RFC 5321 section 4.3.2", "RFC 5321 section 4.3.1")
    should = "RFC 5321 section 4.3.1"
    wakes_on = replies()
    yields_to = ("*",)
    bad = (
        """
        C: NOOP
        S: 354 Go ahead
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: XFOO
        S: 550 5.7.1 Not here
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 454 Throttling failure: Maximum sending rate exceeded.
        """,
        """
        C: TURN
        """,
        """
        S: 421 mx.example.net Too busy
        C: AUTH PLAIN [redacted]
        S: 555 5.5.4 Unsupported option
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP
        S: 220 2.0.0 Ready
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.code == 454
        ):  # auth/temporary-outside-auth says it, and thinks no worse of it than a note
            return
        if (
            x.code
            and x.verb != "OTHER"
            and tables.expected(x.verb, x.code) is False
            and not x.state.closing
            and not x.state.doubt
        ):
            name = {
                "CONNECT": "a connection",
                "MESSAGE": "the message",
                "SASL": "a SASL response",
            }.get(x.verb, x.verb)
            yield self.found(f"no standard has {x.code} in answer to {name}")
