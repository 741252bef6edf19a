from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Seen, Suggestion, commands
from smtpcodes.session.events import NO, UNKNOWN
from smtpcodes.session.exchange import Exchange


class StateKeptAcrossStarttls(Rule):
    """The log-in of before STARTTLS still counts after it.

    What was said before TLS may have come from somebody in the middle: who can put an AUTH before
    the client's STARTTLS has the client's mail sent under another name.

    RFC 3207: with TLS the server must discard whatever the client told it before, and the log-in is
    of that kind. After the handshake MAIL gets `530 5.7.0` again, until there is a new AUTH.
    Refusing STARTTLS after AUTH with 503 is right as well.

    The proof is that the same server refused the same command before, for want of a log-in: with
    530, or another code that means it. Where it never did, nothing tells that it wants one. A
    client certificate may stand for a log-in; a transcript does not show it.
    """

    level = ERROR
    spec = ("RFC 3207 section 4.2",)
    must = "RFC 3207 section 4.2"
    wakes_on = commands("MAIL", "RCPT", "AUTH")
    suggests = Suggestion(530, "5.7.0")
    also = (
        "auth/failed-outside-auth",
        "sequence/starttls-after-auth",
        "auth/sequence-error-without-cause",
        "sequence/auth-in-transaction",
        "auth/required-but-never-offered",
        "tls/no-ehlo-after-starttls",
    )
    bad = (
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 503 5.5.0 Already Authenticated
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^ related
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.8 Authentication required
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^
        """,
    )
    good = (
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Error: already authenticated
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: XCLIENT LOGIN=alice
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Error: already authenticated
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Error: MAIL was sent already
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 You said that already
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 454 4.7.0 Too many log-ins already
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: AUTH CRAM-MD5
        S: 503 5.5.1 EHLO first: TLS is on already
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        state = x.state
        return (
            x.verb == "AUTH"
            and x.code == 503
            and state.auth_before_tls
            and state.authenticated is NO
            and state.hello not in (NO, UNKNOWN)
            and state.in_transaction is NO
        )

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        """A 503 to AUTH has many reasons; "already authenticated" is the one that proves it."""
        x = exchange.exchange
        if "already" in exchange.said:
            yield self.found(
                "AUTH is refused after STARTTLS: the log-in of before still counts",
                suggest=Suggestion(235, "2.7.0") if x.has(Form.INITIAL) else Suggestion(334),
            )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.accepted
            and state.auth_before_tls
            and x.verb == state.refused_for_log_in
            and state.authenticated is NO
        ):
            yield self.found(
                f"{x.verb} is accepted after STARTTLS with no new AUTH, "
                "where it was refused before",
                related=(("required", "refused here"),),
            )
