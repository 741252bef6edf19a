from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class RequiredAfterSuccess(Rule):
    """`530` asks for authentication that has already succeeded.

    After `235` there is nothing left to do for the client: it loops or gives up. A server that refuses this sender, or this
    recipient, says `550 5.7.1`. Where TLS is off, `530` may still ask for `STARTTLS`; and after `STARTTLS` the log-in is void.
    """

    level = ERROR
    spec = ("RFC 4954 section 6", "RFC 3207 section 4")
    wakes_on = replies(530)
    suggests = Suggestion(550, "5.7.1")
    yields_to = ("auth/required-at-end-of-data", "auth/required-sent-to-auth", "auth/required-sent-to-exempt-command")
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^ related
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """, """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """)
    seen = ("Postal: 530 after DATA to an authenticated user (source of client.rb, 2026-11-23)",)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.authenticated is YES and x.code == 530 and not x.requires_tls and x.shown:
            yield self.found("530 asks for authentication that has already succeeded", related=(("authenticated", "authenticated here"),))
