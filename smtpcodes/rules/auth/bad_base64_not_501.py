from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange

ANOTHER_FAULT = Form.LIKE_COMMAND | Form.EXTRA | Form.TOO_LONG | Form.PIPELINED
FINE = frozenset((0, 501, 421))
FOR_TLS = frozenset((530, 538, 523, 524))


class BadBase64Not501(Rule):
    """A response that is no base64 is not answered with 501.

    No credentials were checked: the client has sent what can't be decoded. With 535 its user looks for a wrong password, with 454
    the client tries the same line again, and a server that decodes what is left of it counts a log-in that nobody made.

    RFC 4954 says MUST: the AUTH is rejected with 501, and `5.5.2` says that it is about the syntax. That goes for the initial
    response and for each one after a challenge; letters outside the alphabet and wrong padding count, blanks at the end do not.

    It is no finding where the log hides the response, decodes it (its challenges are readable then as well) or puts words in
    its place and the dialogue goes on. Nor where the server had another reason before: TLS is missing, the mechanism is
    unknown (504), AUTH stands in the wrong place (503), the line is too long (500).
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(501, "5.5.2")
    bad = ("""
        C: AUTH PLAIN !!!notbase64!!!
        S: 535 5.7.8 Authentication failed
           ^^^
        """, """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: $$$
        S: 334 UGFzc3dvcmQ6
           ^^^
        """, """
        C: AUTH PLAIN QUJD=
        S: 454 4.7.0 illegal base64 data
           ^^^
        """)
    good = ("""
        C: AUTH PLAIN !!!notbase64!!!
        S: 501 5.5.2 Cannot decode response
        """, """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed
        """, """
        C: AUTH PLAIN =
        S: 535 5.7.8 Authentication failed
        """, """
        C: AUTH LOGIN
        S: 334 Username:
        C: alice@client.example
        S: 334 Password:
        C: not-her-password
        S: 535 5.7.8 Authentication failed
        """, """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: base64-of-my-name
        S: 334 UGFzc3dvcmQ6
        C: base64-of-my-password
        S: 235 2.7.0 Authentication successful
        """, """
        C: AUTH PLAIN !!!notbase64!!!
        S: 530 5.7.0 Must issue a STARTTLS command first
        """, """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: ********
        S: 334 UGFzc3dvcmQ6
        """)
    seen = (
        "Postfix with Dovecot SASL: 535 5.7.8 (recorded with Postfix 3.7, 2026-11-23)", "Dovecot submission: 535 in LOGIN (recorded, 2026-11-23)",
        "Haraka: 504 or 334 (recorded with 3.3.4, 2026-11-23)", "qpsmtpd: 535 (recorded, 2026-11-23)", "Stalwart: 500 5.5.6 (source, 2026-11-23)",
        "go-smtp: 454 4.7.0 (source of conn.go, 2026-11-23)", "nodemailer smtp-server: 500 (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if not x.has(Form.BAD_BASE64) or x.form & ANOTHER_FAULT or x.code in FINE or state.readable or not state.shows(Sees.RESPONSES):
            return
        if x.code < 400 and x.has(Form.WORD):
            return                                      # the server understands: it is the log that shows something else
        if state.authenticated is YES or state.in_transaction is YES or x.offered is NO or state.hello in ("", "HELO"):
            return
        if (x.code in FOR_TLS and state.tls is not YES) or x.text is TextClass.WANTS_TLS or x.code == 503 or (x.code == 504 and x.verb == "AUTH"):
            return
        yield self.found(f"a response that is no base64 is answered with {x.code}, not 501")
