from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class SequenceErrorWithoutCause(Rule):
    """`503` answers a first AUTH that was offered, outside a transaction.

    503 says: already authenticated, or in a transaction. Neither holds. Python's smtplib even takes 503 for success.
    """

    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH")
    suggests = Suggestion(535, "5.7.8")
    also = ("sequence/mechanism-not-offered",)
    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Bad sequence of commands
           ^^^
        """,)
    good = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 Error: authentication not enabled
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if x.code == 503 and x.offered is YES and state.authenticated is NO and state.in_transaction is NO and not state.closing and not state.failed:
            yield self.found("503 to a first AUTH that was offered: nothing is out of sequence", related=(("hello", "AUTH is offered here"),))
