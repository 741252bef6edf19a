from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class RequiredAtEndOfData(Rule):
    """`530` asks for authentication after the whole message was taken.

    MAIL and RCPT were accepted and the text was sent: who may send has to be settled before. Say it at MAIL; what is wrong
    with the message itself is 550 or 554.
    """

    level = ERROR
    spec = ("RFC 6409 section 4.3", "RFC 5321 section 4.3.2")
    wakes_on = replies(530)
    suggests = Suggestion(554, "5.7.1")
    bad = ("""
        C: DATA
        S: 354 End data with <CR><LF>.<CR><LF>
        C: .
        S: 530 5.7.0 Authentication required
           ^^^
        """,)
    good = ("""
        C: DATA
        S: 530 5.7.0 Authentication required
        """,)
    seen = ('Postal: 530 "From/Sender name is not valid" (source of client.rb, 2026-11-23)',)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 530 and not x.requires_tls and (x.verb == "MESSAGE" or (x.verb == "BDAT" and x.state.transaction == "RCPT")):
            yield self.found("530 after the message was sent: say it at MAIL")
