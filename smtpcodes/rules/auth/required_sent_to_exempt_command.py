from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class RequiredSentToExemptCommand(Rule):
    """`530` asks for authentication in answer to a command that needs none.

    EHLO, HELO, NOOP, RSET and QUIT are exempt, and STARTTLS has to stay usable: without them a client can neither find out
    how to log in nor leave.
    """

    level = ERROR
    spec = ("RFC 4954 section 6",)
    wakes_on = replies(530)
    bad = ("""
        C: NOOP
        S: 530 5.7.0 Authentication required
           ^^^
        """,)
    good = ("""
        C: HELO client.example
        S: 530 5.7.0 Must issue a STARTTLS command first
        """, """
        C: VRFY alice
        S: 530 5.7.0 Authentication required
        """)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 530 and not x.requires_tls and x.verb in ("EHLO", "HELO", "LHLO", "NOOP", "RSET", "QUIT", "STARTTLS"):
            yield self.found(f"530 asks for authentication in answer to {x.verb}, which is exempt")
