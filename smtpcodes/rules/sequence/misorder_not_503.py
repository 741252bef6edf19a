from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange


class MisorderNot503(Rule):
    """A command out of order is refused with another code than 503.

    RCPT with no MAIL, or MAIL inside a transaction: the address is fine, the place is wrong. A `550` or `501` makes the client give the
    recipient up for good.

    RFC 5321: the server must answer `503`. `530`, `421` and `554` after a refused greeting have causes of their own and are fine.
    """

    level = NOTE
    spec = ("RFC 5321 section 3.3", "RFC 5321 section 4.1.4")
    wakes_on = commands("RCPT", "MAIL")
    suggests = Suggestion(503, "5.5.1")
    yields_to = ("auth/required-says-other-code", "reply/unexpected-for-command", "reply/unknown-code", "reply/invalid-code")
    also = ("sequence/rcpt-before-mail", "sequence/nested-mail")
    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
           ^^^
        """, """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: MAIL FROM:<b@client.example>
        S: 501 5.5.4 Not now
           ^^^
        """)
    good = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
        S: 503 5.5.1 MAIL first
        """, """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 550 5.7.1 Refused
        S: 550 5.7.1 Refused
        """, """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 Your address is blocked
        C: RCPT TO:<b@example.org>
        S: 550 5.7.1 Your address is blocked
        """)

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if not x.refused or x.code in (503, 530, 535, 421, 521, 554) or state.doubt or state.closing or x.has(Form.PIPELINED):
            return
        if not state.shows(Sees.COMMANDS | Sees.REPLIES):
            return
        if x.verb == "RCPT" and state.in_transaction is NO and not state.mail_refused and state.hello:
            yield self.found(f"RCPT with no MAIL is refused with {x.code}, not 503")
        elif x.verb == "MAIL" and state.in_transaction is YES:
            yield self.found(f"MAIL inside a transaction is refused with {x.code}, not 503")
