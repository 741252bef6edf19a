from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class BadCredentialsSaysOtherCode(Rule):
    """AUTH with decodable credentials fails with a code that is not for it.

    A failed log-in is 535. With 550 or 554 a client takes the message for refused, with 501 its own line for malformed, with
    500 the command for unknown; none of them asks the user for the password.
    """

    spec = ("RFC 4954 section 6", "RFC 4954 section 4")
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(535, "5.7.8")
    yields_to = (
        "auth/required-sent-to-auth", "sequence/auth-after-success-not-503", "sequence/auth-in-transaction-not-503",
        "auth/unrecognised-though-offered", "auth/unknown-mechanism-not-504", "auth/bad-base64-not-501", "auth/cancel-not-501")
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 550 5.7.1 Authentication failed
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 534 5.7.9 Application-specific password required
        """, """
        C: AUTH PLAIN [redacted]
        S: 525 5.7.13 User account disabled
        """, """
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Must issue a STARTTLS command first
        """)
    seen = ("Alibaba: 526 (2026-11-23)", "163.com: 550 (2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if not x.final or not 500 <= x.code < 600 or x.state.authenticated is YES or x.state.in_transaction is YES:
            return
        if x.has(Form.BAD_BASE64) or x.has(Form.CANCEL) or x.has(Form.EMPTY) or x.has(Form.TOO_LONG) or x.has(Form.LONG) or x.has(Form.EXTRA):
            return
        if (x.verb == "AUTH" and not x.has(Form.INITIAL)) or x.offered is NO or x.state.hello in ("", "HELO") or x.text is TextClass.WANTS_TLS:
            return
        odd = x.code in (526, 530, 550, 551, 552, 553, 554, 555, 521, 533, 571)
        if odd or (x.code in (500, 501, 502, 503, 505) and x.text is TextClass.CREDENTIALS):
            yield self.found(f"AUTH fails with {x.code}: wrong credentials are 535")
