from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class MissingMechanismNot501(Rule):
    """AUTH with no argument is not answered with 501.

    The line is malformed: 501 says so. 504 speaks of a mechanism that was never named.
    """

    spec = ("RFC 4954 section 8", "RFC 5321 section 4.3.2")
    wakes_on = commands("AUTH")
    suggests = Suggestion(501, "5.5.4")
    yields_to = ("auth/unrecognised-though-offered",)
    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH
        S: 504 5.5.4 Unrecognized authentication type
           ^^^
        """,)
    good = ("""
        C: AUTH
        S: 501 5.5.4 Syntax: AUTH mechanism
        """,)
    seen = ("hMailServer: 504 (source, 2026-11-23)",)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Form.ARGUMENT) or x.has(Form.ASSUMED) or x.mechanism or x.code in (0, 501, 421, 503, 530):
            return
        if x.state.offers_auth is YES and x.state.authenticated is not YES:
            yield self.found(f"AUTH without a mechanism is answered with {x.code}, not 501")
