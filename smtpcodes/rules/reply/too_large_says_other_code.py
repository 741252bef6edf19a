from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class TooLargeSaysOtherCode(Rule):
    """The text says that the message is too large, the code is another than 552.

    A program may tell the user to check the address, or try the same large message for days. By 552
    it knows that it is the size.

    RFC 1870: `552` where the size is over the limit, `452` where there is no room now. The enhanced
    code of a 552 is `5.3.4` (the server's limit) or `5.2.3` (the mailbox's): RFC 3463 sections 3.4
    and 3.3.
    """

    level = NOTE
    spec = ("RFC 1870 section 6.1", "RFC 5321 section 4.5.3.1.9")
    wakes_on = replies()
    suggests = Suggestion(552, "5.3.4")
    yields_to = ("*", "reply/temporary-text-on-permanent-code")
    bad = (
        """
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 550 5.3.4 Message size exceeds fixed limit
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 552 5.3.4 Message size exceeds fixed limit
        """,
        """
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 452 4.3.4 Message is too large for now
        """,
        """
        C: NOOP
        S: 500 5.5.1 What?
        """,
        """
        S: 534 5.3.4 Message size exceeds the limit
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Message size exceeds fixed limit: no
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Message size exceeds the limit
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.refused
            and x.text is TextClass.TOO_LARGE
            and x.code not in (552, 452, 421, 523)
            and x.shown
            and not x.in_auth
        ):
            yield self.found(
                f"{x.code} says that the message is too large: the code for that is 552"
            )
