from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange


class MailAcceptedUnauthenticated(Rule):
    """A submission port accepts MAIL and RCPT with no log-in.

    By default it must not. Networks that are trusted by address are the exception, and this log can't show them.
    """

    level = NOTE
    spec = ("RFC 6409 section 4.3",)
    wakes_on = commands("RCPT")
    suggests = Suggestion(530, "5.7.0")
    bad = ("""
        === Trying 192.0.2.25:587...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250 mx.example.net
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<b@example.net>
        <-  250 2.1.5 Ok
            ^^^
        """,)
    good = ("""
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if x.accepted and state.port in (465, 587) and state.authenticated is NO and state.whole is YES and state.shows(Sees.COMMANDS | Sees.SASL):
            yield self.found(f"port {state.port} accepts MAIL and RCPT with no log-in")
