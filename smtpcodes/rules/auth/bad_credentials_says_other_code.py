from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello

NEVER = frozenset(
    (526, 533, 550, 551, 552, 553, 554, 555, 571)
)  # not for AUTH, whatever the text says
OTHERS = frozenset((500, 501, 502, 503, 505, 521, 530))  # for AUTH, but not for a log-in that fails
ANOTHER_LINE = Form.BAD_BASE64 | Form.CANCEL | Form.EMPTY | Form.TOO_LONG | Form.LONG | Form.EXTRA


class BadCredentialsSaysOtherCode(Rule):
    """AUTH with decodable credentials fails with a code that is not for it.

    With 550 or 554 a client may take the message for refused, with 501 its own line for malformed,
    with 500 the command for unknown: it never asks its user for the password, and a mail server
    queues or bounces what a new password would have sent.

    RFC 4954 gives a failed log-in 535, with `5.7.8`. More specific ones are right where they fit:
    534 (too weak for this user), 525 (account disabled), 504 (mechanism), 432 (transition), 454
    (trouble of the server), 421 (and it closes).

    It is no finding where the line itself was at fault (no base64, "*", too long), where AUTH stood
    in the wrong place (503), where the mechanism was not offered, where TLS is missing (530, 538,
    523), or where the server has had too many commands.
    """

    spec = ("RFC 4954 section 6", "RFC 4954 section 4")
    should = "RFC 4954 section 4"
    also = (
        "client/malformed-response",
        "auth/cancel-not-501",
        "sequence/auth-in-transaction",
        "sequence/auth-in-transaction-not-503",
        "auth/initial-response-not-501",
        "reply/unexpected-for-command",
        "sequence/auth-after-success",
        "sequence/auth-after-success-not-503",
        "sequence/mechanism-not-offered",
    )
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(535, "5.7.8")
    yields_to = (
        "auth/required-sent-to-auth",
        "sequence/auth-after-success-not-503",
        "sequence/auth-in-transaction-not-503",
        "auth/unrecognised-though-offered",
        "auth/unknown-mechanism-not-504",
        "auth/bad-base64-not-501",
        "auth/cancel-not-501",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 550 5.7.1 Authentication failed
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 334 UGFzc3dvcmQ6
        C: [redacted]
        S: 550 User has no permission
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 501 5.5.2 Authentication failed
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 500 5.7.8 Authentication failed
           ^^^
        """,
        """
        C: AUTH PLAIN dGFuc3RhYWY=
        S: 550 5.7.8 Authentication credentials invalid
           ^^^
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 550 5.7.8 Authentication credentials invalid
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 534 5.7.9 Application-specific password required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 525 5.7.13 User account disabled
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 504 5.7.4 Unrecognized authentication type
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 501 5.7.0 Authentication aborted
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 501 5.5.2 Cannot decode response
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN dGFuc3RhYWY=
        S: 501 5.5.2 Invalid authentication response: wrong credentials
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 554 Too many nonmail commands
        """,
        """
        C: AUTH PLAIN dGFuc3RhYWY=
        S: 501 5.7.8 Authentication credentials invalid
        """,
        """
        S: 421 mx.example.net Too busy
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 500 5.7.8 Authentication credentials invalid
        """,
        """
        C: HELO client.example
        S: 250 mx.example.net
        C: AUTH PLAIN [redacted]
        S: 501 5.7.8 Authentication credentials invalid
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH PLAIN [redacted]
        S: 550 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH LOGIN
        S: 554 5.7.1 No service for this sender
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 No such user
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 552 5.7.0 Authentication aborted
        """,
        """
        C: AUTH CRAM-MD5 [redacted]
        S: 550 5.7.0 Not like this
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 550 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH PLAIN =
        S: 550 5.7.8 Authentication credentials invalid
        """,
        """
        CLIENT -> SERVER: EHLO client.example
        SERVER -> CLIENT: 250 mx.example.net
        CLIENT -> SERVER: AUTH PLAIN [redacted]
        SERVER -> CLIENT: 501 5.5.2 Authentication failed
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 550 5.7.8 Authentication credentials invalid
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if x.has(Form.INITIAL) and x.mechanism in sasl.SERVER_FIRST:
            return  # auth/initial-response-not-501
        if x.code == 501 and x.malformed:
            return  # RFC 4616 section 2: no message of PLAIN, so no credentials
        if (
            state.authenticated is YES
            or state.in_transaction is YES
            or state.closing
            or state.hello in (NO, Hello.HELO)
        ):
            return
        if (
            x.form & ANOTHER_LINE
            or x.offered is NO
            or (x.verb == "AUTH" and not x.has(Form.INITIAL))
        ):
            return
        if x.code in NEVER:
            wrong = x.text not in (TextClass.WANTS_TLS, TextClass.TOO_MANY, TextClass.TOO_LONG)
        else:
            wrong = x.code in OTHERS and x.text in (TextClass.CREDENTIALS, TextClass.REVEALS_USER)
        if wrong:
            yield self.found(f"AUTH fails with {x.code}: wrong credentials are 535")
