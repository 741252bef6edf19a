from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class RequiredButNeverOffered(Rule):
    """`530` asks for a log-in but the last EHLO reply lists no AUTH.

    The client can't comply. Offer AUTH, or refuse with 550 5.7.1. Where STARTTLS is offered and TLS is off, AUTH may come
    with TLS: then the text should say STARTTLS (another rule).
    """

    spec = ("RFC 4954 section 3", "RFC 4954 section 6")
    wakes_on = replies(530)
    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE 1000000
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^
        """,)
    good = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """, """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """)

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if not x.requires_auth or x.in_auth or state.offers_auth is not NO or state.authenticated is YES or not x.shown or x.hello:
            return
        if state.offers_starttls is YES and state.tls is not YES:
            return
        yield self.found("530 asks for a log-in, but the last EHLO reply lists no AUTH", related=(("hello", "the last EHLO reply"),))
