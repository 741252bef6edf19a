from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import MEDIUM, Found, Rule, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class RequiredButNeverOffered(Rule):
    """`530` asks for STARTTLS but the last EHLO reply does not list it.

    The client can't comply. Either the server forgot to offer it, or something between has taken it out of the EHLO reply
    (then the client's log shows a word like `XXXXXXXA`).
    """

    spec = ("RFC 3207 section 4", "RFC 3207 section 2")
    wakes_on = replies(530)

    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE 1000000
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
           ^^^
        """,)
    good = ("""
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.requires_tls and x.state.offers_starttls is NO and x.state.tls is not YES:
            yield self.found("530 asks for STARTTLS, which the last EHLO reply does not list", related=(("hello", "the last EHLO reply"),), confidence=MEDIUM)
