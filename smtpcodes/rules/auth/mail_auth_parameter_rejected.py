from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class MailAuthParameterRejected(Rule):
    """MAIL with AUTH= is refused for the parameter itself, though AUTH is offered.

    Who offers AUTH takes the parameter, from clients that are not logged in as well; what it says may be ignored.
    """

    spec = ("RFC 4954 section 5",)
    wakes_on = commands("MAIL")
    suggests = Suggestion(250, "2.1.0")
    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 555 5.5.4 Unsupported option: AUTH=
           ^^^
        """,)
    good = ("""
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 530 5.7.0 Authentication required
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Form.AUTH_PARAMETER) and x.code in (501, 504, 555) and x.state.offers_auth is YES:
            yield self.found(f"MAIL with AUTH= is refused with {x.code}, though AUTH is offered", related=(("hello", "AUTH is offered here"),))
