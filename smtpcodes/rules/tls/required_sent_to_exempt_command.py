from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.auth.required_sent_to_exempt_command import DUE
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class RequiredSentToExemptCommand(Rule):
    """`530` asks for STARTTLS in answer to a command that needs none.

    The client is locked out: without EHLO it cannot see that STARTTLS is offered, without STARTTLS
    it cannot do what it is asked for, and without QUIT it cannot leave in order.

    RFC 3207: a server that requires TLS should answer every command with `530`, but not NOOP, EHLO,
    STARTTLS and QUIT. Serve these four in clear.

    HELO and RSET are not among them; a `530` is right there.
    """

    level = ERROR
    spec = ("RFC 3207 section 4",)
    should = "RFC 3207 section 4"
    wakes_on = replies(530)
    also = ("auth/required-sent-to-exempt-command",)
    bad = (
        """
        C: EHLO client.example
        S: 530 5.7.0 Must issue a STARTTLS command first
           ^^^
        """,
    )
    good = (
        """
        C: HELO client.example
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: NOOP
        S: 530 5.7.0 Authentication required
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.requires_tls and x.verb in ("EHLO", "LHLO", "NOOP", "STARTTLS", "QUIT"):
            yield self.found(
                f"530 asks for STARTTLS in answer to {x.verb}, which is exempt",
                suggest=DUE.get(x.verb, Suggestion(250)),
            )
