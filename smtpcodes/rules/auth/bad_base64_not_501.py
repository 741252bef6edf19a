from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange


class BadBase64Not501(Rule):
    """A response that is no base64 is not answered with 501.

    The RFC says MUST: the client has sent nonsense, and no credentials were checked. With 535 its user looks for a wrong
    password.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(501, "5.5.2")
    bad = ("""
        C: AUTH PLAIN !!!notbase64!!!
        S: 535 5.7.8 Authentication failed
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN !!!notbase64!!!
        S: 501 5.5.2 Cannot decode response
        """, """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed
        """)
    seen = ("Postfix with Dovecot SASL: 535 (recorded, 2026-11-23)", "Stalwart: 500 5.5.6 (source, 2026-11-23)", "go-smtp: 454 4.7.0 (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if not x.has(Form.BAD_BASE64) or x.has(Form.LIKE_COMMAND) or x.has(Form.EXTRA) or x.code in (0, 501, 421) or not state.shows(Sees.RESPONSES):
            return
        if state.authenticated is YES or state.in_transaction is YES or x.offered is NO or state.hello in ("", "HELO") or x.has(Form.TOO_LONG):
            return
        if (x.code == 530 and state.tls is not YES) or x.code in (538, 523, 503) or (x.code == 504 and x.verb == "AUTH") or x.has(Form.PIPELINED):
            return
        yield self.found(f"a response that is no base64 is answered with {x.code}, not 501")
