from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange

_KEYWORDS = {"BDAT": "CHUNKING", "BURL": "BURL", "ETRN": "ETRN"}


class CommandNotOffered(Rule):
    """A command of an extension is sent that the last EHLO reply does not offer.

    To a server without it it is an unknown command: `500` or `502`. With BDAT it is worse, for each
    line of the octets behind it is taken for a command, and the session is lost.

    RFC 3030: BDAT where CHUNKING is offered; RFC 4468: BURL where BURL is; RFC 1985: ETRN where
    ETRN is. Else send DATA in place of BDAT and BURL, and leave ETRN out.
    """

    level = ERROR
    side = CLIENT
    spec = (
        "RFC 5321 section 2.2.1",
        "RFC 3030 section 2",
        "RFC 4468 section 3",
        "RFC 1985 section 4",
    )
    wakes_on = commands(*_KEYWORDS)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 8BITMIME
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0 LAST
           ^^^
        S: 502 5.5.1 Command not implemented
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 CHUNKING
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0 LAST
        S: 250 2.0.0 Ok
        """,
        """
        C: ETRN example.org
        S: 250 2.0.0 Queuing started
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: ETRN example.org
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        keyword = _KEYWORDS[x.verb]
        if x.state.lists(keyword) is NO and x.code:
            yield self.found(
                f"{x.verb} although {keyword} is not offered",
                related=(("hello", "what is offered"),),
            )
