from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, Seen, replies
from smtpcodes.session.events import YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.span import whole_line

EMPTY_LINE = (500, 501, 502)  # what an empty line gets, which many logs do not show


class Unsolicited(Rule):
    """A reply comes with no command outstanding.

    The client takes the surplus reply for the answer to its next command, and everything after is
    off by one: a recipient that was refused may count as accepted, and mail is lost.

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
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE
        S: 250-mx.example.net
        S: 250 SIZE
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if self._surplus(x) and not self.wants_text(x):
            yield self._found(x)

    def wants_text(self, x: Exchange) -> bool:
        return x.code == 250 and not x.state.shows(Sees.WIRE) and self._surplus(x)

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        if not _written_twice(exchange):
            yield self._found(exchange.exchange)

    def _surplus(self, x: Exchange) -> bool:
        return (
            x.verb == "NONE"
            and x.code != 421
            and (x.code not in EMPTY_LINE or x.state.shows(Sees.WIRE))
            and x.state.whole is YES
            and x.state.shows(Sees.ORDER | Sees.REPLIES)
            and (not x.state.quit or x.code == 221 or x.state.shows(Sees.WIRE))
            and not x.state.doubt
        )

    def _found(self, x: Exchange) -> Found:
        return self.found(f"{x.code} comes with no command outstanding", confidence="medium")


def _written_twice(seen: Seen) -> bool:
    """Does a log repeat the lines of the reply to EHLO, to the time stamp?"""
    _, first = seen.session.landmarks.get("hello", (None, None))
    places = seen.places
    return (
        first is not None
        and len(places) > 1
        and first.number + len(places) == places[0].number
        and whole_line(first.line) == whole_line(places[0].line)
    )
