from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class RequiredWordedAsAuth(Rule):
    """`530` says authenticate, but AUTH is offered only after STARTTLS.

    The user looks for a wrong password, or for the AUTH that the EHLO reply does not list; what is
    missing is TLS.

    RFC 3207 and RFC 4954 share the code 530, so that the text alone tells the two apart. Say `530
    5.7.0 Must issue a STARTTLS command first`; the request for a log-in can come when AUTH is
    offered.
    """

    level = NOTE
    spec = ("RFC 3207 section 4", "RFC 4954 section 6")
    wakes_on = replies(530)
    suggests = Suggestion(530, "5.7.0")
    also = (
        "auth/required-but-never-offered",
        "auth/required-sent-to-auth",
        "sequence/mechanism-not-offered",
        "tls/starttls-offered-after-tls",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
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
        S: 250-STARTTLS
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: AUTH CRAM-MD5
        S: 530 5.7.0 Authentication required
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250 mx.example.net
         -> MAIL FROM:<a@client.example>
        <** 530 5.7.0 Authentication required
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.requires_auth
            and not x.in_auth
            and x.state.tls is NO
            and x.state.offers_starttls is YES
            and x.state.offers_auth is NO
        ):
            yield self.found(
                "530 says authenticate, but AUTH comes only with TLS: say STARTTLS",
                related=(("hello", "STARTTLS is offered, AUTH is not"),),
            )
