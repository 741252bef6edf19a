from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class ServedAfterRefusal(Rule):
    """The greeting refuses service, and then a transaction is accepted.

    Clients that believe the greeting go away and try another host, or give the message back; those
    that do not are served. Which of them get through is chance.

    RFC 5321: after a `554` in place of the greeting the server must wait for QUIT, and should
    answer anything else with `503`. Greet with 220, or refuse everything.
    """

    level = NOTE
    spec = ("RFC 5321 section 3.1",)
    should = "RFC 5321 section 3.1"
    wakes_on = commands("MAIL", "RCPT", "DATA")
    suggests = Suggestion(503, "5.5.1")
    bad = (
        """
        S: 554 no SMTP service here
           ^^^ related
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^
        """,
        """
        S: 554 mx.example.net No service
           ^^^ related
        C: EHLO client.example
        S: 250 mx.example.net
        C: DATA
        S: 354 Go ahead
           ^^^
        """,
    )
    good = (
        """
        S: 554 no SMTP service here
        C: EHLO client.example
        S: 503 5.5.1 no SMTP service here
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 554 5.7.1 no service for this sender
        C: MAIL FROM:<b@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 554 mx.example.net No service
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 500 5.5.1 Unknown command
        """,
        """
        S: 554 5.7.1 No service
        C: EHLO client.example
        S: 250 mx.example.net
        C: VRFY a
        C: HELP
        S: 214 2.0.0 See RFC 5321
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (x.accepted or x.code == 354) and x.state.greeting in (521, 554) and not x.state.doubt:
            yield self.found(
                f"{x.verb} is accepted although the greeting refused service",
                related=(("greeting", "the refusal"),),
            )
