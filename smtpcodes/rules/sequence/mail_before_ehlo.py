from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class MailBeforeEhlo(Rule):
    """MAIL is sent before EHLO or HELO.

    The client has learned nothing of what the server offers, and the server does not know who is
    speaking; a strict server answers `503`, and a spam filter may count it.

    RFC 5321 section 4.1.4: a session with mail transactions MUST first be initialized with EHLO;
    only VRFY, EXPN, NOOP, HELP and RSET may come without it. A server may take MAIL all the same:
    it owes `503` only for what it cannot process. Send EHLO, or HELO to a very old server.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.4", "RFC 5321 section 3.2")
    must = "RFC 5321 section 4.1.4"
    wakes_on = commands("MAIL", "SEND", "SOML", "SAML")
    yields_to = ("tls/no-ehlo-after-starttls",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
           ^^^ related
        C: MAIL FROM:<a@client.example>
           ^^^
        S: 503 5.5.1 EHLO first
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: XCLIENT NAME=client.example
        S: 220 mx.example.net ESMTP
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 554 mx.example.net No service
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 Bad sequence of commands
        """,
        """
        S: 220 mx.example.net ESMTP
        C: NOOP
        S: 421 4.3.2 Shutting down
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 Bad sequence of commands
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.hello is NO and x.state.whole is YES and not x.state.closing:
            yield self.found(
                "MAIL before EHLO or HELO", related=(("greeting", "the session begins here"),)
            )
