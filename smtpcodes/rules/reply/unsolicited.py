from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.events import YES, Sees
from smtpcodes.session.exchange import Exchange

EMPTY_LINE = (500, 501, 502)  # what an empty line gets, which many logs do not show


class Unsolicited(Rule):
    """A reply comes with no command outstanding.

    The client takes the surplus reply for the answer to its next command, and everything after is
    off by one: a recipient that was refused counts as accepted, and mail is lost.

    RFC 5321: a dialogue in lock-step, one reply for each command. Without being asked a server
    sends the greeting, and a `421` before it closes. Look for a handler that answers twice.
    """

    spec = ("RFC 5321 section 2.1", "RFC 5321 section 4.2")
    must = "RFC 5321 section 4.2"
    wakes_on = replies()
    yields_to = ("command/bare-line-feed-accepted",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        S: 250 2.0.0 Ok
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP
        S: 500 5.5.1 Error
        C: QUIT
        S: 250 2.0.0 Ok
        S: 221 2.0.0 Bye
           ^^^
        """,
    )
    also = ("reply/unexpected-for-command", "command/mandatory-not-implemented")
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        S: 421 4.4.2 Timeout
        """,
        """
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
        """,
        """
        C: NOOP
        S: 250 2.0.0 Ok
        S: 250 2.0.0 Ok
        """,
        """
        SMTP>> 220 mx.example.net ESMTP
        SMTP<< NOOP
        SMTP>> 250 2.0.0 Ok
        SMTP>> 250 2.0.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: QUIT
        S: 221 2.0.0 Bye
        S: 250 2.0.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        S: 354 Go ahead
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.verb == "NONE"
            and x.code != 421
            and (x.code not in EMPTY_LINE or x.state.shows(Sees.WIRE))
            and x.state.whole is YES
            and x.state.shows(Sees.ORDER | Sees.REPLIES)
            and (not x.state.quit or x.code == 221 or x.state.shows(Sees.WIRE))
            and not x.state.doubt
        ):
            yield self.found(f"{x.code} comes with no command outstanding", confidence="medium")
