from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import MEDIUM, Found, Rule, Suggestion, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class RequiredButNeverOffered(Rule):
    """`530` asks for a log-in but the last EHLO reply lists no AUTH.

    The client can't comply: without the list it may not send AUTH at all. Its user is told to
    switch authentication on, does so, and hears that the server does not support it.

    RFC 4954 announces AUTH in the EHLO reply. Offer it there, or refuse with `550 5.7.1` what no
    log-in would permit. It happens where AUTH is offered to some networks alone, or only with TLS.

    It is no finding before TLS where STARTTLS is offered: AUTH may come with TLS, and then the text
    should say STARTTLS (tls/required-worded-as-auth). After HELO nothing is listed, so nothing is
    missing; and a log that cuts the EHLO reply tells nothing.
    """

    spec = ("RFC 4954 section 3", "RFC 4954 section 6")
    wakes_on = replies(530)
    suggests = Suggestion(550, "5.7.1")
    yields_to = ("auth/required-sent-to-exempt-command",)
    also = (
        "auth/required-after-success",
        "auth/required-sent-to-auth",
        "sequence/mechanism-not-offered",
        "tls/required-but-never-offered",
        "tls/starttls-offered-after-tls",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE 1000000
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
           ^^^ related
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Authentication required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        S: 530 5.7.0 Authentication required
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            not x.requires_auth
            or x.in_auth
            or state.offers_auth is not NO
            or state.authenticated is YES
            or not x.shown
            or x.hello
        ):
            return
        if state.offers_starttls is YES and state.tls is not YES:
            return
        yield self.found(
            "530 asks for a log-in, but the last EHLO reply lists no AUTH",
            related=(("hello", "the last EHLO reply"),),
            confidence=MEDIUM,
        )
