from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class RequiredLate(Rule):
    """`530` comes at RCPT or DATA although MAIL was accepted.

    Legal: the action that needs a log-in may be the relaying. A submission server says it at MAIL, before the client has
    built anything on it.
    """

    level = NOTE
    spec = ("RFC 6409 section 4.3", "RFC 4954 section 6")
    wakes_on = replies(530)
    suggests = Suggestion(530, "5.7.0")
    bad = ("""
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@example.org>
        S: 530 5.7.0 Authentication required
           ^^^
        """,)
    good = ("""
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,)
    seen = ("Postfix with smtpd_delay_reject, James, hMailServer, Postal (2026-11-23)",)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.requires_auth and x.verb in ("RCPT", "DATA") and x.state.transaction in ("MAIL", "RCPT"):
            yield self.found(f"530 at {x.verb}, though MAIL was accepted: say it at MAIL", related=(("mail", "accepted here"),))
