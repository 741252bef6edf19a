from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class RequiredNotEnforced(Rule):
    """STARTTLS is required for one command, yet another one passes in clear.

    A client that is refused at one command and served at another draws the wrong conclusion: the
    message crosses the wire in clear after all.

    RFC 3207: a server that requires TLS should answer every command but NOOP, EHLO, STARTTLS and
    QUIT with `530`. Check each command, not only the first of a transaction.
    """

    level = NOTE
    spec = ("RFC 3207 section 4",)
    should = "RFC 3207 section 4"
    wakes_on = replies()
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
           ^^^ related
        C: RSET
        S: 250 2.0.0 Ok
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
           ^^^ related
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: NOOP
        S: 250 2.0.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: MAIL FROM:<a@client.example>
        S: 451 4.3.0 Try again later
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.state.tls_refused_clear
            and x.state.tls is NO
            and (x.accepted or x.code in (334, 354))
            and x.verb
            in ("HELO", "RSET", "HELP", "VRFY", "EXPN", "MAIL", "RCPT", "DATA", "AUTH", "ETRN")
        ):
            yield self.found(
                f"{x.verb} passes in clear, though STARTTLS was required before",
                related=(("required tls", "required here"),),
            )
