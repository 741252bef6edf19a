from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class StateKeptAcrossStarttls(Rule):
    """The log-in of before STARTTLS still counts after it.

    With TLS the server must forget what it knew, the log-in too: it may have come from somebody in the middle.
    """

    level = ERROR
    spec = ("RFC 3207 section 4.2",)
    wakes_on = commands("MAIL")
    suggests = Suggestion(530, "5.7.0")
    also = ("sequence/starttls-after-auth",)
    bad = ("""
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^ related
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^
        """,)
    good = ("""
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.accepted and x.state.auth_before_tls and x.state.refused_with_530 and x.state.authenticated is NO:
            yield self.found("MAIL is accepted after STARTTLS with no new AUTH, where it was refused before", related=(("required", "refused here"),))
