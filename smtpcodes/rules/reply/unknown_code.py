from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.knowledge import tables
from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class UnknownCode(Rule):
    """The reply code is in no standard.

    A client can only go by its first digit. Servers should send the codes that are listed, and not
    invent new ones.

    It is no finding where a message is answered with 353: the client has asked for one reply for
    each recipient (PRDR, offered by Exim).
    """

    spec = ("RFC 5321 section 4.2", "RFC 5321 section 4.3.2")
    should = "RFC 5321 section 4.2"
    wakes_on = replies()
    yields_to = ("reply/invalid-code", "reply/greeting-code", "auth/temporary-says-other-4yz")
    bad = (
        """
        C: NOOP
        S: 259 Ok
           ^^^
        """,
        """
        C: DATA
        S: 353 PRDR content analysis beginning
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go on
        C: text
        C: .
        S: 259 Ok
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PRDR
        C: MAIL FROM:<a@client.example> PRDR
        S: 250 Ok
        C: RCPT TO:<b@example.net>
        S: 250 Ok
        C: RCPT TO:<c@example.net>
        S: 250 Ok
        C: DATA
        S: 354 Go ahead
        C: .
        S: 353 PRDR content analysis beginning
        S: 250 PRDR R=<b@example.net> acceptance
        S: 550 PRDR R=<c@example.net> refusal
        S: 250 Ok
        """,
        """
        C: NOOP
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.code
            and not tables.known_code(x.code)
            and not (x.code == 353 and x.verb in ("MESSAGE", "BDAT"))
        ):
            yield self.found(f"{x.code} is in no standard: clients go by its first digit alone")
