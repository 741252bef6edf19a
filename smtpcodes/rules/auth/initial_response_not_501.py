from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange

FINE = frozenset((0, 501, 503, 504, 530, 538, 523, 524, 421, 454))


class InitialResponseNot501(Rule):
    """An initial response to a mechanism where the server speaks first is not answered with 501.

    CRAM-MD5 begins with the server's challenge; what the client sends before it can't be an answer
    to anything. A server that takes it, or drops it in silence, leaves both sides with different
    ideas of whose turn it is.

    RFC 4954 says MUST: rejected with 501, and SHOULD have `5.7.0`. The mechanism's specification
    tells who speaks first: the server in CRAM-MD5 and KERBEROS_V4; the client in PLAIN, GSSAPI,
    SCRAM, OTP and SKEY, XOAUTH2.

    LOGIN has no specification, and servers such as Postfix with Dovecot take a user name with it;
    DIGEST-MD5 knows a short form for returning clients (RFC 2831 section 2.2). Both are left alone,
    and so are refusals for another reason: 504, 503, TLS, 454, 421.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    must = "RFC 4954 section 4"
    wakes_on = commands("AUTH")
    suggests = Suggestion(501, "5.7.0")
    also = (
        "auth/bad-base64-not-501",
        "command/line-too-long",
        "sequence/auth-after-success",
        "sequence/auth-after-success-not-503",
        "sequence/auth-in-transaction",
        "sequence/auth-in-transaction-not-503",
        "sequence/mechanism-not-offered",
    )
    bad = (
        """
        C: AUTH CRAM-MD5 [redacted]
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
           ^^^
        """,
        """
        C: AUTH CRAM-MD5 [redacted]
        S: 535 5.7.8 Authentication credentials invalid
           ^^^
        """,
    )
    good = (
        """
        C: AUTH LOGIN [redacted]
        S: 334 UGFzc3dvcmQ6
        """,
        """
        C: AUTH CRAM-MD5 [redacted]
        S: 501 5.7.0 No initial response is expected
        """,
        """
        C: AUTH DIGEST-MD5 [redacted]
        S: 334 cmVhbG09Im14Ig==
        """,
        """
        C: AUTH OTP [redacted]
        S: 334 b3RwLW1kNSA0OTkga2UxMjM0IGV4dA==
        """,
        """
        C: AUTH CRAM-MD5 [redacted]
        S: 504 5.5.4 Unrecognized authentication type
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        """,
        """
        C: AUTH CRAM-MD5 !!!
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH CRAM-MD5 [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH CRAM-MD5 [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH CRAM-MD5 [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH CRAM-MD5 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 3125
        + """QQEB
        S: 500 5.5.6 Line too long
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            not x.has(Form.INITIAL)
            or x.mechanism not in sasl.SERVER_FIRST
            or x.code in FINE
            or x.has(Form.BAD_BASE64)
            or x.has(Form.TOO_LONG)
        ):
            return
        if (
            x.offered is not NO
            and x.state.authenticated is not YES
            and x.state.in_transaction is not YES
        ):
            yield self.found(
                f"an initial response to {x.mechanism} is answered with {x.code}, not 501"
            )
