from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class MissingOnContinuation(Rule):
    """Not every line of the reply repeats the enhanced code.

    A client that reads the first line and one that reads the last see different replies; log
    analysis may count the reply twice, once with code and once without.

    RFC 2034: in a reply of several lines the enhanced code stands on each of them.
    """

    spec = ("RFC 2034 section 4",)
    must = "RFC 2034 section 4"
    wakes_on = replies()
    also = (
        "enhanced/not-allowed-here",
        "reply/codes-differ-between-lines",
        "reply/unexpected-for-command",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535-5.7.8 Authentication credentials invalid
           ^^^
        S: 535 See the documentation
        """,
    )
    good = (
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 2.0.0.example
        """,
        """
        C: HELP
        S: 214-2.0.0 Commands: EHLO MAIL RCPT DATA RSET QUIT
        S: 214 2.0.0 End of HELP
        """,
        """
        C: EHLO client.example
        S: 550-5.7.1 Not from here
        S: 550 See the documentation
        """,
        """
        SERVER -> CLIENT: 220 mx.example.net ESMTP
        CLIENT -> SERVER: NOOP
        SERVER -> CLIENT: 550-5.7.1 Not from here
        SERVER -> CLIENT: 550 See the documentation
        """,
        """
        C: NOOP
        S: 550-5.7.1 Not from here
        S: 551 See the documentation
        """,
        """
        S: 220-2.0.0 mx.example.net
        S: 220 ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: DATA
        S: 354-2.0.0 Go on
        S: 354 end with a dot
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.has(ReplyForm.ENHANCED_MISSING)
            and not x.has(ReplyForm.CODES_DIFFER)
            and not x.hello
            and x.verb != "CONNECT"
            and (x.state.shows(Sees.RAW))
            and x.code // 100 in (2, 4, 5)
        ):
            yield self.found(f"not every line of this {x.code} repeats {x.enhanced}")
