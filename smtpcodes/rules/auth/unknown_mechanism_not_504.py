from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange

FINE = frozenset((0, 504, 421, 454))
FOR_TLS = frozenset((530, 538, 523, 524))


class UnknownMechanismNot504(Rule):
    """AUTH with an unknown mechanism is not refused with 504.

    504 tells the client to try another mechanism of the list. 535 tells it that the password is
    wrong, and it gives up, or asks its user for another one; 500 and 502 tell it that there is no
    AUTH at all.

    RFC 4954: where the mechanism is invalid, because it is not supported or needs encryption, AUTH
    is refused with 504, and the enhanced code SHOULD be `5.5.4`. The client is at fault too: it
    should choose from the last EHLO reply (sequence/mechanism-not-offered).

    It is no finding where EHLO offers no AUTH (503 and 502 are sent then), before TLS where the
    mechanism waits for it (530, 538, 523), after a log-in or in a transaction (503), and with 421
    and 454, which come before the mechanism is looked at. Nor where a server that keeps a mechanism
    off its list has checked the credentials: 535 is then about those.
    """

    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH")
    suggests = Suggestion(504, "5.5.4")
    also = (
        "sequence/mechanism-not-offered",
        "auth/required-sent-to-auth",
        "auth/success-says-250",
        "sequence/auth-after-success",
        "sequence/auth-after-success-not-503",
        "sequence/auth-in-transaction",
        "sequence/auth-in-transaction-not-503",
        "tls/required-after-tls",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH SCRAM-SHA-256
        C: AUTH FOO
        S: 535 5.7.8 Error: authentication failed: Invalid authentication mechanism
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH SCRAM-SHA-256
        C: AUTH FOO
        S: 534 5.7.9 Asymmetric authentication mechanism not supported
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: AUTH GSSAPI
        S: 500 5.5.1 Unknown command
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH PLAIN LOGIN
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Bad sequence of commands
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: AUTH GSSAPI
        S: 501 5.5.4 Invalid parameter
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: AUTH PLAIN [redacted]
        S: 502 5.5.1 Command not implemented
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH PLAIN
        C: AUTH CRAM-MD5
        S: 535 5.7.8 Authentication credentials invalid
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication mechanism not supported
           ^^^
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Access denied
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH PLAIN
        C: AUTH FOO !!!
        S: 502 5.5.1 Command not implemented
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH PLAIN
        C: AUTH FOO [redacted]
        S: 535 5.7.8 Authentication credentials invalid
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 AUTH not available
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH SCRAM-SHA-256
        C: AUTH FOO
        S: 504 5.5.4 Unrecognized authentication type
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH SCRAM-SHA-256
        C: AUTH GSSAPI
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH SCRAM-SHA-256
        C: AUTH CRAM-MD5
        S: 454 4.7.0 Temporary authentication failure
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH SCRAM-SHA-256
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN
        S: 534 5.7.9 Authentication mechanism is too weak
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH GSSAPI
        S: 500 5.5.1 Unknown command
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH GSSAPI
        S: 500 5.5.1 Unknown command
        """,
        """
        S: 421 mx.example.net Too busy
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH GSSAPI
        S: 500 5.5.1 Unknown command
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH GSSAPI
        S: 250 2.0.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Access denied
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH GSSAPI
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH FOO !!!
        S: 501 5.5.2 Cannot decode response
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH CRAM-MD5
        S: 503 5.5.1 Bad sequence of commands
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.offered is not NO
            or state.offers_auth is not YES
            or state.authenticated is YES
            or state.in_transaction is YES
            or state.closing
        ):
            return
        if (
            x.code in FINE
            or not (x.refused or (x.code == 235 and state.shows(Sees.WIRE)))
            or (x.code in FOR_TLS and state.tls is not YES)
            or x.text in (TextClass.WANTS_TLS, TextClass.TOO_MANY)
        ):
            return
        if x.code == 503 and (state.authenticated is not NO or state.in_transaction is not NO):
            return
        if x.code in (500, 501) and x.form & (
            Form.BAD_BASE64 | Form.EXTRA | Form.LONG | Form.TOO_LONG
        ):
            return
        if (
            x.code == 535
            and x.has(Form.INITIAL)
            and x.mechanism != sasl.UNKNOWN
            and x.text is not TextClass.MECHANISM
        ):
            return
        yield self.found(
            f"AUTH with an unknown mechanism is answered with {x.code}, not 504",
            related=(("hello", "what is offered"),),
        )
