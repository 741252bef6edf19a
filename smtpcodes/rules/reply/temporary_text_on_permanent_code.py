from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class TemporaryTextOnPermanentCode(Rule):
    """A 5yz says "try again later".

    A client that follows the code gives the message up, and its sender hears that the mailbox is
    lost; one that follows the text tries for days. Either way somebody is told the wrong thing.

    RFC 5321: 5yz means that the same request will not be accepted if it is sent again; what can
    pass later is a 4yz. Send `450 4.2.1`, or `451 4.3.0`.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.2.1",)
    wakes_on = replies()
    yields_to = ("auth/temporary-says-535",)
    bad = (
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.2.1 Mailbox temporarily unavailable, try again later
           ^^^
        """,
    )
    good = (
        """
        C: RCPT TO:<b@example.org>
        S: 450 4.2.1 Mailbox temporarily unavailable, try again later
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if 500 <= x.code < 600 and x.text is TextClass.TEMPORARY:
            yield self.found(f"{x.code} is permanent, but the text says later: use a 4yz")
