from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import MEDIUM, NOTE, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class GreetingWithoutDomain(Rule):
    """The greeting does not begin with the name of the server.

    The name tells the client which host of several answered; it may compare it with its own to find
    out that mail goes round in a loop.

    RFC 5321: behind `220` stands the domain, or an address literal, and then free text: `220
    mx.example.net ESMTP`.

    A name with no dot has the right form. Asterisks are a firewall's that hides the greeting; they
    are not judged.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.2", "RFC 5321 section 4.3.1")
    wakes_on = replies(220)
    also = ("enhanced/not-allowed-here",)
    bad = (
        """
        S: 220 Welcome!
           ^^^
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        S: 220 ESMTP
           ^^^
        C: EHLO client.example
        S: 250 mx.example.net
        """,
    )
    good = (
        """
        S: 220 mail ESMTP Postfix
        C: EHLO client.example
        S: 250 mail
        """,
        """
        S: 220 [192.0.2.25] ready
        C: EHLO client.example
        S: 250 [192.0.2.25]
        """,
        """
        S: 220 *************************
        C: EHLO client.example
        S: 500 Command unrecognized
        """,
        """
        C: STARTTLS
        S: 220 Go ahead
        """,
        """
        C: XCLIENT NAME=client.example
        S: 220 ok
        """,
        """
        192.0.2.10:25,192.0.2.7:56026,>,220 Welcome!,
        192.0.2.10:25,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:25,192.0.2.7:56026,>,250 mx.example.net,
        """,
        """
        S: 220 2.0.0 Ready
        C: EHLO client.example
        S: 250 mx.example.net
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.verb == "CONNECT"
            and x.has(ReplyForm.NAMELESS)
            and x.state.shows(Sees.RAW | Sees.REPLIES)
            and not x.enhanced
        ):
            yield self.found(
                "the greeting does not begin with the name of the server", confidence=MEDIUM
            )
