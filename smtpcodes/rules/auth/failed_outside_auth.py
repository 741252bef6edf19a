from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class FailedOutsideAuth(Rule):
    """`535` answers a command that is not AUTH.

    535 is the end of an AUTH exchange that failed. A client that gets it for `MAIL` or `RCPT` asks its user for another
    password, though none was ever tried. Where a log-in is missing the reply is `530 5.7.0`; where the client is logged
    in and may not do this, `550 5.7.1` (RFC 6409 section 6.1).
    """

    level = ERROR
    spec = ("RFC 4954 section 6", "RFC 4954 section 4")
    wakes_on = replies(535)
    suggests = Suggestion(530, "5.7.0")
    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.8 Authentication required
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """, """
        S: 535 5.7.8 Authentication credentials invalid
        """)
    seen = ("Courier: 535 to MAIL (source, 2026-11-23)", "Postal: 535 to RCPT for a suspended server (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if not x.shown or x.in_auth or x.verb == "CONNECT":
            return
        if x.state.authenticated is YES:
            yield self.found(
                f"535 answers {x.verb}: the log-in has succeeded", related=(("authenticated", "authenticated here"),), suggest=Suggestion(550, "5.7.1"))
        elif x.state.authenticated is NO and not x.state.failed:
            yield self.found(f"535 answers {x.verb}: no AUTH was sent")
        else:
            yield self.found(f"535 answers {x.verb}, not AUTH", related=(("failed", "AUTH failed here"),))
