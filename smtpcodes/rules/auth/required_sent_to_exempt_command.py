from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange

# the reply that an exempt command gets; a hello has no enhanced code
DUE = {
    "NOOP": Suggestion(250, "2.0.0"),
    "RSET": Suggestion(250, "2.0.0"),
    "QUIT": Suggestion(221, "2.0.0"),
    "STARTTLS": Suggestion(220, "2.0.0"),
}
EXEMPT = frozenset(("EHLO", "HELO", "LHLO", "NOOP", "RSET", "QUIT", "STARTTLS"))
EXEMPT_FROM_BOTH = frozenset(("EHLO", "LHLO", "NOOP", "QUIT", "STARTTLS"))


class RequiredSentToExemptCommand(Rule):
    """`530` asks for authentication in answer to a command that needs none.

    The client suffers: EHLO tells it how to log in, STARTTLS makes the log-in safe, RSET and NOOP
    tidy up, QUIT leaves. With 530 to one of them it can neither comply nor go.

    RFC 4954 has 530 for any command but AUTH, EHLO, HELO, NOOP, RSET and QUIT. LHLO is EHLO in LMTP
    (RFC 2033 section 4.1). STARTTLS is not on the list, but a log-in that has to come before TLS
    would be one in clear, so it counts here too where it is offered. Answer as if there were no
    policy: 250, 221 to QUIT, 220 to STARTTLS.

    This is not the other meaning of 530, "STARTTLS first" (RFC 3207 section 4): its list is shorter
    and lets it answer HELO and RSET. VRFY, EXPN, HELP and ETRN are on no list: 530 may answer them.
    """

    level = ERROR
    spec = ("RFC 4954 section 6",)
    should = "RFC 4954 section 6"
    wakes_on = replies(530)
    also = ("tls/starttls-offered-after-tls", "tls/starttls-not-offered")
    bad = (
        """
        C: NOOP
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 530 5.7.0 Authentication required
           ^^^
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: RSET
        S: 530 5.7.0 Access denied
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: RSET
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: NOOP
        S: 530 5.7.0 Access denied
           ^^^
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: RSET
        S: 530 5.7.0 Access denied
           ^^^
        """,
    )
    good = (
        """
        C: HELO client.example
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: RSET
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: VRFY alice
        S: 530 5.7.0 Authentication required
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: STARTTLS
        S: 530 5.7.0 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: RSET
        S: 530 5.7.0 Access denied
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.requires_tls or x.verb not in EXEMPT:
            return
        if x.verb == "STARTTLS" and x.state.offers_starttls is NO:
            return
        # a text that says neither: before TLS it may mean STARTTLS, which HELO and RSET are not
        # exempt from
        if (
            x.text is not TextClass.WANTS_AUTH
            and x.verb not in EXEMPT_FROM_BOTH
            and x.state.offers_starttls is YES
            and x.state.tls is not YES
        ):
            return
        yield self.found(
            f"530 asks for authentication in answer to {x.verb}, which is exempt",
            suggest=DUE.get(x.verb, Suggestion(250)),
        )
