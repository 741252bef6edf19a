from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange

ANOTHER_FAULT = Form.LONG | Form.TOO_LONG | Form.BAD_BASE64 | Form.EXTRA


class UnrecognisedThoughOffered(Rule):
    """`500` or `502` answers an AUTH whose mechanism the server itself offers.

    The client trusts the list and has no other way to find out. If it reports that the server has
    no authentication, its user switches it off, and then nothing is accepted.

    RFC 5321 section 4.2.4: what EHLO lists must not be answered with 500 or 502. Go on with 334 or
    235; a log-in that fails is `535 5.7.8`, a back end that is missing `454 4.7.0`. Behind a proxy
    the list may come from one server and the 502 from another.

    The last EHLO reply counts: after STARTTLS the list may be another one. A line that is too long
    is 500 by right, with 5.5.6 or without; 500 to a response is about the response; and 500 with
    "wrong password" knows the command (another rule).
    """

    level = ERROR
    spec = ("RFC 5321 section 4.2.4", "RFC 4954 section 4")
    must = "RFC 5321 section 4.2.4"
    wakes_on = commands("AUTH")
    suggests = Suggestion(535, "5.7.8")
    yields_to = ("auth/bad-base64-not-501",)
    also = (
        "auth/bad-base64-not-501",
        "sequence/auth-after-success",
        "sequence/auth-after-success-not-503",
        "auth/bad-credentials-says-other-code",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 502 5.5.1 Command not implemented
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 502 5.5.1 Command not implemented
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH PLAIN
        C: AUTH PLAIN
        S: 502 Authentication credentials invalid
           ^^^
        """,
    )
    good = (
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
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 500 Line too long
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 500 5.5.6 Invalid challenge
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: AUTH CRAM-MD5
        S: 502 5.5.1 Command not implemented
        """,
        """
        S: 421 mx.example.net Too busy
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 502 5.5.1 Command not implemented
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN !!!
        S: 500 5.5.2 What?
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 500 5.7.8 No
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 500 Authentication credentials invalid
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: AUTH PLAIN """
        + "QUFB" * 130
        + """
        S: 500 5.5.2 What?
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.code not in (500, 502)
            or x.offered is not YES
            or x.state.authenticated is YES
            or x.state.closing
            or x.form & ANOTHER_FAULT
        ):
            return
        if x.text in (TextClass.TOO_LONG, TextClass.WANTS_TLS) or (x.enhanced or "").endswith(
            (".7.8", ".5.6")
        ):
            return
        if x.text is TextClass.CREDENTIALS and x.has(Form.INITIAL):
            return
        begun = not x.has(Form.INITIAL) and x.text is not TextClass.CREDENTIALS
        yield self.found(
            f"{x.code} to an AUTH mechanism that EHLO offers",
            related=(("hello", "offered here"),),
            suggest=Suggestion(334) if begun else None,
        )
