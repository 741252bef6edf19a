from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import ERROR, Found, Rule, Seen, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello

ANOTHER_FAULT = Form.EXTRA | Form.TOO_LONG | Form.PIPELINED
FINE = frozenset((0, 501, 421))
FOR_TLS = frozenset((530, 538, 523, 524))


class BadBase64Not501(Rule):
    """A response that is no base64 is not answered with 501.

    No credentials were checked: the client has sent what can't be decoded. With 535 its user looks
    for a wrong password, with 454 the client tries the same line again, and a server that decodes
    what is left of it counts a log-in that nobody made.

    RFC 4954 says MUST: the AUTH is rejected with 501, and `5.5.2` says that it is about the syntax.
    That goes for the initial response and for each one after a challenge; letters outside the
    alphabet and wrong padding count. Blanks at the end are no finding here.

    It is no finding where the log hides the response, decodes it (its challenges are readable then
    as well) or somebody has put words in its place, unless the server's text itself speaks of
    base64. Nor where the server had another reason before: TLS is missing, the mechanism is unknown
    (504), AUTH stands in the wrong place (503), the line is too long (500).
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    must = "RFC 4954 section 4"
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(501, "5.5.2")
    also = (
        "auth/challenge-not-base64",
        "sequence/command-inside-auth",
        "auth/required-sent-to-auth",
        "sequence/auth-after-success",
        "sequence/auth-after-success-not-503",
        "sequence/auth-before-ehlo",
        "sequence/auth-in-transaction",
        "sequence/auth-in-transaction-not-503",
        "sequence/mechanism-not-offered",
        "sequence/pipelined-after-auth",
    )
    bad = (
        """
        C: AUTH PLAIN !!!notbase64!!!
        S: 535 5.7.8 Authentication failed
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: $$$
        S: 334 UGFzc3dvcmQ6
           ^^^
        """,
        """
        C: AUTH PLAIN QUJD=
        S: 454 4.7.0 illegal base64 data
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: alice
        S: 535 5.7.8 Error: authentication failed: Invalid base64 data in continued response
           ^^^
        """,
        """
        C: AUTH PLAIN
        S: 334\x20
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.8 Authentication failed
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: AUTH PLAIN !!!not*base64
        S: 504 Invalid AUTH string
           ^^^
        """,
        """
        C: AUTH PLAIN
        S: 334 Go on
        C: !!!not*base64
        S: 535 5.7.8 Incorrect authentication data
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: base64-of-my-name
        S: 535 5.7.8 Cannot decode response
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: !!!
        S: 504 5.5.4 Unrecognized authentication type
           ^^^
        """,
        """
        C: AUTH PLAIN
        S: 334\x20
        C: !!!
        S: 530 5.7.0 Authentication required
           ^^^
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN !!!notbase64!!!
        S: 530 5.7.0 Access denied
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        S: 334 UGFzc3dvcmQ6
        C: !!!notbase64!!!
        S: 535 5.7.8 Authentication failed
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN !!!notbase64!!!
        S: 501 5.5.2 Cannot decode response
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: AUTH PLAIN =
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: AUTH PLAIN !!!notbase64!!!
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: ********
        S: 334 UGFzc3dvcmQ6
        """,
        """
        C: AUTH PLAIN !!!notbase64!!!
        S: 504 5.5.4 Unrecognized authentication type
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: base64-of-my-name
        S: 334 UGFzc3dvcmQ6
        C: base64-of-my-password
        S: 235 2.7.0 Decoded and accepted
        """,
        """
        SERVER -> CLIENT: 334 Go on
        CLIENT -> SERVER: !!!not*base64
        SERVER -> CLIENT: 535 5.7.8 Incorrect authentication data
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH PLAIN QUJD=
        S: 454 4.7.0 Illegal base64 data
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: AUTH PLAIN QUJD=
        S: 454 4.7.0 Illegal base64 data
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH PLAIN !!!notbase64!!!
        S: 535 5.7.8 Authentication failed
        """,
        """
        S: 220 mx.example.net ESMTP
        C: AUTH PLAIN !!!notbase64!!!
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: AUTH PLAIN
        S: 334\x20
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.30 Must issue a STARTTLS command first
        """,
        """
        C: AUTH PLAIN !!!notbase64!!!
        S: 503 5.5.1 Bad sequence of commands
        """,
        """
        C: AUTH LOGIN
        C: MAIL FROM:<a@client.example>
        S: 334 VXNlcm5hbWU6
        S: 250 2.1.0 Ok
        """,
        """
        C: AUTH PLAIN QUJD= extra
        S: 535 5.7.8 Too many words
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: base64-of-my-name
        S: 501 5.5.2 Cannot decode response
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: alice smith
        S: 334 Password:
        C: s3cret!
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: AUTH PLAIN !!!notbase64!!!
        S: 523 5.7.10 Access denied
        """,
        """
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: MAIL FROM:<a@client.example>
        C: [redacted]
        S: 535 5.7.8 Authentication failed
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if self._wrong(x) and not x.has(Form.WORD):
            yield self._not_501(x)

    def wants_text(self, x: Exchange) -> bool:
        return x.refused and x.has(Form.WORD) and self._wrong(x)

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        """Tell from the server's text what it has got: words may stand in the log alone."""
        said = exchange.said
        if "base64" in said or "decod" in said:
            yield self._not_501(exchange.exchange)

    def _not_501(self, x: Exchange) -> Found:
        what = "a command" if x.has(Form.LIKE_COMMAND) else "what is no base64"
        return self.found(f"{what} in the place of a response is answered with {x.code}, not 501")

    def _wrong(self, x: Exchange) -> bool:
        state = x.state
        if (
            not x.has(Form.BAD_BASE64)
            or x.form & ANOTHER_FAULT
            or x.code in FINE
            or (state.readable and x.mechanism != "PLAIN")  # decoded, PLAIN would show its NULs
            or not state.shows(Sees.RESPONSES)
        ):
            return False
        if (
            state.authenticated is YES
            or state.in_transaction is YES
            or x.offered is NO
            or state.hello in (NO, Hello.HELO)
        ):
            return False
        for_tls = x.code in FOR_TLS and state.tls is not YES and not x.requires_auth
        if for_tls or x.text is TextClass.WANTS_TLS:
            return False
        if x.has(Form.LIKE_COMMAND) and (state.doubt or not state.shows(Sees.COMMANDS | Sees.SASL)):
            return False  # the log may have lost the response before it
        return x.code != 503 and not (x.code == 504 and x.verb == "AUTH" and x.offered is not YES)
