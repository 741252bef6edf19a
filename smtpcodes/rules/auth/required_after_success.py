from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class RequiredAfterSuccess(Rule):
    """`530` asks for authentication that has already succeeded.

    After `235` there is nothing left to do for the client: it logs in again and is refused with
    503, or it gives up and tells its user to check a password that is right.

    RFC 4954 gives 530 one reason: authentication is required and not in force. RSET, EHLO and the
    end of a message leave a log-in in force. A server that refuses this sender or this recipient
    says `550 5.7.1` (RFC 6409 section 6); one that has lost its back end says 451.

    It is no finding where the log-in has really ended: STARTTLS makes both sides forget it (RFC
    3207 section 4.2), XCLIENT begins the session anew, and a log-in that failed was none. Nor does
    it concern a 530 that asks for STARTTLS. Lines of several connections that a log has mixed may
    look the same.
    """

    level = ERROR
    spec = ("RFC 4954 section 6", "RFC 3207 section 4")
    wakes_on = replies(530)
    suggests = Suggestion(550, "5.7.1")
    yields_to = (
        "auth/required-at-end-of-data",
        "auth/required-sent-to-auth",
        "auth/required-sent-to-exempt-command",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^ related
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^ related
        C: RSET
        S: 250 2.0.0 Ok
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 530 5.7.1 Client was not authenticated
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: XCLIENT ADDR=192.0.2.7
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: VRFY alice
        S: 530 5.7.0 Authentication required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        S: 530 5.7.0 Authentication required
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.authenticated is YES and not x.requires_tls and x.shown:
            yield self.found(
                "530 asks for authentication that has already succeeded",
                related=(("authenticated", "authenticated here"),),
            )
