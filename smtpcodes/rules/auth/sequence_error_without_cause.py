from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class SequenceErrorWithoutCause(Rule):
    """`503` answers a first AUTH that was offered, outside a transaction.

    A client may take 503 to AUTH for "already authenticated" (Python's smtplib counts it as
    success), send MAIL, and fail there with a message that has nothing to do with the cause.

    RFC 4954 has 503 for an AUTH after success and for one in a mail transaction; by custom it also
    answers one without EHLO. None of them holds, and a log-in of before STARTTLS is void (RFC
    3207). Go on with 334 or 235, or say why not: `535 5.7.8`, `454 4.7.0`, and do not list what is
    switched off.

    It is no finding where AUTH was not offered ("authentication not enabled"), where the mechanism
    was not, after a failed AUTH, where TLS is wanted (tls/required-says-other-code), after a
    greeting that refuses service, and where the log does not show what came before.
    """

    spec = ("RFC 4954 section 4", "RFC 3207 section 4.2")
    wakes_on = commands("AUTH")
    suggests = Suggestion(535, "5.7.8")
    yields_to = ("auth/state-kept-across-starttls",)
    also = (
        "sequence/starttls-after-auth",
        "sequence/auth-after-success",
        "sequence/auth-in-transaction",
        "tls/required-says-other-code",
        "extension/group-not-ended",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Bad sequence of commands
           ^^^
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
           ^^^ related
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 503 5.5.0 Bad sequence of commands
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH
        S: 503 5.5.1 Error: authentication not enabled
        """,
        """
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Error: already authenticated
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Only one attempt
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Bad sequence of commands
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Bad sequence of commands
        """,
        """
        S: 421 mx.example.net Too busy
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Bad sequence of commands
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Must issue a STARTTLS command first
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-PIPELINING
        S: 250 AUTH CRAM-MD5
        C: NOOP
        C: AUTH CRAM-MD5
        S: 250 2.0.0 Ok
        S: 503 5.5.1 Bad sequence of commands
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.code != 503
            or x.offered is not YES
            or state.authenticated is not NO
            or state.in_transaction is not NO
        ):
            return
        if (
            state.closing
            or state.failed
            or state.sasl_due
            or x.text is TextClass.WANTS_TLS
            or x.has(Form.PIPELINED)
        ):
            return
        suggest = None if x.has(Form.INITIAL) else Suggestion(334)
        if state.auth_before_tls:
            yield self.found(
                "503 to an AUTH after STARTTLS, which has ended the log-in",
                suggest=suggest,
                related=(("starttls", "TLS began here"),),
            )
        else:
            yield self.found(
                "503 to a first AUTH that was offered: nothing is out of sequence",
                suggest=suggest,
                related=(("hello", "AUTH is offered here"),),
            )
