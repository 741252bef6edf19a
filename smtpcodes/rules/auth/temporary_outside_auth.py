from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class TemporaryOutsideAuth(Rule):
    """`454` answers a command other than AUTH and STARTTLS.

    It is defined for these two. Elsewhere 451, 450 or 452 say the same; many servers refuse relaying with it for a while.
    """

    level = NOTE
    spec = ("RFC 4954 section 6", "RFC 3207 section 4")
    wakes_on = replies(454)
    suggests = Suggestion(451, "4.7.1")
    bad = ("""
        C: RCPT TO:<b@example.org>
        S: 454 4.7.1 Relay access denied
           ^^^
        """,)
    good = ("""
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        """,)
    seen = ("Postfix: 454 4.7.1 relay access denied with soft_bounce or defer (2026-11-23)", "Amazon SES: 454 throttling (2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 454 and x.shown and not x.in_auth and x.verb not in ("STARTTLS", "OTHER", "CONNECT"):
            yield self.found("454 is for AUTH and STARTTLS: 451 says the same elsewhere")
