from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class InitialResponseNot501(Rule):
    """An initial response to a mechanism where the server speaks first is not answered with 501.

    CRAM-MD5 begins with the server's challenge; what the client sends before cannot be an answer. LOGIN and DIGEST-MD5 are
    left alone: many take it.
    """

    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH")
    suggests = Suggestion(501, "5.7.0")
    bad = ("""
        C: AUTH CRAM-MD5 [redacted]
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
           ^^^
        """,)
    good = ("""
        C: AUTH LOGIN [redacted]
        S: 334 UGFzc3dvcmQ6
        """,)
    seen = ("Exim: 553 (source, 2026-11-23)",)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Form.INITIAL) and x.mechanism in ("CRAM-MD5", "SKEY", "OTP") and x.code not in (0, 501, 503, 504, 530, 538, 523, 421):
            if x.offered is not NO and x.state.authenticated is not YES and not x.has(Form.BAD_BASE64):
                yield self.found(f"an initial response to {x.mechanism} is answered with {x.code}, not 501")
