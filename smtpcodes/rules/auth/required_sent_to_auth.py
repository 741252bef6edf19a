from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class RequiredSentToAuth(Rule):
    """`530` asks for authentication in answer to AUTH.

    The client is just doing that. A log-in that fails gets `535`, an unknown mechanism `504`. Only the other meaning of 530,
    "STARTTLS first", may answer AUTH.
    """

    level = ERROR
    spec = ("RFC 4954 section 6", "RFC 4954 section 4", "RFC 3207 section 4")
    wakes_on = replies(530)
    suggests = Suggestion(535, "5.7.8")
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Authentication required
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.in_auth and x.code == 530 and not x.requires_tls and (x.requires_auth or x.state.tls is YES):
            yield self.found("530 answers AUTH: say 535 if the log-in failed, 504 for the mechanism")
