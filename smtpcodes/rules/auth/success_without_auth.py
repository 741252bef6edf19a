from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, asked, replies
from smtpcodes.session.exchange import Exchange


class SuccessWithoutAuth(Rule):
    """`235` answers a command that is not AUTH.

    A client takes it for a reply that it was not waiting for: it stops, or counts replies wrongly
    from there on, and takes the answer to MAIL for the one to RCPT.

    RFC 4954 has 235 for the end of an AUTH exchange. Success of any other command is 250 (221 for
    QUIT, 220 for STARTTLS).

    Private forms of AUTH (X-EXPS) end with 235 as well, and XCLIENT with LOGIN may be answered so.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = replies(235)
    suggests = Suggestion(250)
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 235 2.7.0 Authentication successful
           ^^^
        """,
    )
    good = (
        """
        C: X-EXPS LOGIN
        S: 235 2.7.0 Authentication successful
        """,
        """
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: NOOP
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.shown and not x.in_auth and x.verb not in ("XCLIENT", "OTHER", "CONNECT"):
            yield self.found(f"235 answers {asked(x)}: it is the end of AUTH alone")
