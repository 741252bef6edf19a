from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange


class RequiredSentToAuth(Rule):
    """`530` asks for authentication in answer to AUTH.

    The client is just doing what it is told to do. It cannot tell a wrong password from a mechanism
    that the server does not like, so it shows its user "authentication required", and the user
    looks for the box that is already ticked.

    RFC 4954 leaves AUTH out of the commands that 530 may answer. A log-in that fails gets `535
    5.7.8`, a mechanism that is unknown or not permitted here `504 5.5.4`, one too weak for this
    user `534 5.7.9`, a back end that is down `454 4.7.0`.

    Only the other meaning of 530, "Must issue a STARTTLS command first" (RFC 3207 section 4), may
    answer AUTH, and only before TLS. A 530 to AUTH whose text says neither is taken for that one,
    unless TLS is active.
    """

    level = ERROR
    spec = ("RFC 4954 section 6", "RFC 4954 section 4", "RFC 3207 section 4")
    should = "RFC 4954 section 6"
    wakes_on = replies(530)
    suggests = Suggestion(535, "5.7.8")
    also = (
        "tls/no-ehlo-after-starttls",
        "tls/required-after-tls",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 334 UGFzc3dvcmQ6
        C: [redacted]
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Access denied
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 530 A SSL/TLS-connection is required for authentication.
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Access denied
        """,
        """
        C: DATA
        S: 530 5.7.0 Authentication required
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.in_auth and not x.requires_tls and (x.requires_auth or x.state.tls is YES):
            yield self.found(
                "530 answers AUTH: say 535 if the log-in failed, 504 for the mechanism",
                suggest=_due(x),
            )


def _due(x: Exchange) -> Suggestion | None:
    """What is at fault, where that is not the credentials: what auth/bad-base64-not-501 and
    auth/unknown-mechanism-not-504 say."""
    if x.has(Form.BAD_BASE64) and x.state.shows(Sees.RAW | Sees.RESPONSES):
        return Suggestion(501, "5.5.2")
    return Suggestion(504, "5.5.4") if x.offered is NO else None
