from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello


class SmtpHelloAccepted(Rule):
    """A server accepts both LHLO and the hello of SMTP in one session.

    After the message the client waits for one reply or for several, by the hello that it remembers.
    When both are accepted, one of the two sides waits for ever, or loses what became of a
    recipient.

    RFC 2033: an LMTP server must not answer EHLO or HELO with success; 500 is recommended.
    """

    level = NOTE
    spec = ("RFC 2033 section 4.1",)
    must = "RFC 2033 section 4.1"
    wakes_on = commands("EHLO", "HELO", "LHLO")
    suggests = Suggestion(500, "5.5.1")
    also = ("lmtp/smtp-hello",)
    bad = (
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
           ^^^ related
        C: EHLO client.example
        S: 250 mx.example.net
           ^^^
        """,
        """
        S: 220 mx.example.net LMTP
        C: EHLO client.example
        S: 250 mx.example.net
           ^^^ related
        C: LHLO client.example
        S: 250 mx.example.net
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net LMTP
        C: EHLO client.example
        S: 500 5.5.1 Unknown command
        C: LHLO client.example
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: LHLO client.example
        S: 500 5.5.1 Unknown command
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: LHLO client.example
        S: 250 mx.example.net
        C: EHLO client.example
        S: 500 5.5.1 Unknown command
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net LMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: LHLO client.example
        S: 250 mx.example.net
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        other = x.state.hello in (Hello.EHLO, Hello.HELO) if x.verb == "LHLO" else x.state.lmtp
        if x.code == 250 and other and not x.state.doubt:
            yield self.found(
                "LHLO and the hello of SMTP are both accepted in one session",
                related=(("hello", "the other one"),),
            )
