from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class UnrecognisedThoughOffered(Rule):
    """`500` or `502` answers an AUTH whose mechanism the server itself offers.

    What EHLO lists must not be unknown: the client trusts the list and has no other way to find out. A wrong password is 535.
    """

    level = ERROR
    spec = ("RFC 5321 section 4.2.4", "RFC 4954 section 4")
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
        S: 502 5.5.1 Command not implemented
           ^^^
        """,)
    good = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH PLAIN [redacted]
        S: 500 5.5.1 Unrecognized command
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code in (500, 502) and x.offered is YES and x.state.authenticated is not YES and not x.state.closing:
            if not x.has(Form.LONG) and not x.has(Form.TOO_LONG) and x.text is not TextClass.TOO_LONG and not (x.enhanced or "").endswith(".7.8"):
                yield self.found(f"{x.code} to an AUTH mechanism that EHLO offers", related=(("hello", "offered here"),))
