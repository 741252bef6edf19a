from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange

FINE = frozenset((0, 501, 421, 503, 530, 538, 523))


class MissingMechanismNot501(Rule):
    """AUTH with no argument is not answered with 501.

    Whoever writes a client learns the wrong thing: 504 speaks of a mechanism that was never named,
    500 and 502 say that there is no AUTH although EHLO lists it.

    The mechanism is no option in the grammar of RFC 4954 section 8, so the line is malformed, and
    RFC 5321 has 501 for that: `501 5.5.4 Syntax: AUTH mechanism`.

    Where AUTH is not offered, comes too early or too late (503), or TLS is missing (530), the
    server had another reason before.
    """

    spec = ("RFC 4954 section 8", "RFC 5321 section 4.3.2")
    wakes_on = commands("AUTH")
    suggests = Suggestion(501, "5.5.4")
    yields_to = ("auth/unrecognised-though-offered",)
    also = (
        "auth/success-says-250",
        "sequence/auth-after-success",
        "sequence/auth-after-success-not-503",
        "sequence/auth-in-transaction",
        "sequence/mechanism-not-offered",
        "tls/required-says-other-code",
        "enhanced/class-mismatch",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH
        S: 504 5.5.4 Unrecognized authentication type
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH
        S: 421 4.3.0 Unhandled system error
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH
        S: 421 4.3.2 System shutting down
        """,
        """
        C: AUTH
        S: 501 5.5.4 Syntax: AUTH mechanism
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH
        S: 500 5.5.1 Unrecognized command
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH CRAM-MD5
        C: AUTH
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH
        S: 554 5.7.1 Must issue a STARTTLS command first
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH
        S: 421 4.3.0 Unhandled system error
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 504 5.5.4 Unrecognized authentication type
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH
        S: 421 4.3.2 Shutting down
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH
        S: 504 5.5.4 Unrecognized authentication type
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH FOO
        S: 504 5.5.4 Unrecognized authentication type
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: AUTH
        S: 421 4.3.0 System error, try again later
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: AUTH
        S: 503 4.3.0 Out of order
        """,
    )

    def _blames_itself(self, x: Exchange) -> bool:
        """Tell a handler that broke on the line from a server that goes down or has had enough."""
        return x.code == 421 and x.enhanced == "4.3.0" and x.text is TextClass.NONE

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.form & (Form.ARGUMENT | Form.ASSUMED)
            or x.accepted
            or (x.code in FINE and not self._blames_itself(x))
            or x.text is TextClass.WANTS_TLS
        ):
            return
        if (
            x.state.offers_auth is YES
            and x.state.authenticated is not YES
            and x.state.in_transaction is not YES
        ):
            yield self.found(f"AUTH without a mechanism is answered with {x.code}, not 501")
