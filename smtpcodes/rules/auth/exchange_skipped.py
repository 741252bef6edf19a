from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.events import YES, Sees
from smtpcodes.session.exchange import Exchange

SENT_LATER = frozenset(("PLAIN", "LOGIN", "CRAM-MD5"))  # mechanisms that end with a response
NO_RESPONSE = (500, 501, 535)
OTHER_CAUSE = (TextClass.WANTS_TLS, TextClass.TOO_MANY, TextClass.TEMPORARY)


class ExchangeSkipped(Rule):
    """AUTH without an initial response is answered as if its exchange were over.

    A client may send its response in the line of AUTH, or wait for the challenge; old ones, and
    those with a long response, wait. With `501` they cannot log in; with `235` everybody is in.

    RFC 4954: where the initial response is left out, the server must go on as SASL says. There
    (RFC 4422 section 5) the first challenge has to be empty: `334` and a blank.

    A transcript may have lost the response, so this is a note; `check` knows what it has sent.
    """

    level = NOTE
    spec = ("RFC 4954 section 4",)
    must = "RFC 4954 section 4"
    wakes_on = commands("AUTH")
    since = "0.2"
    also = ("tls/required-says-other-code",)
    bad = (
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN
        S: 501 5.5.2 Garbled data
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        C: AUTH LOGIN
        S: 235 2.7.0 Welcome
           ^^^
        """,
    )
    good = (
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 501 5.5.2 Garbled data
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        C: AUTH LOGIN
        S: 535 5.7.8 Not for you
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH ANONYMOUS
        C: AUTH ANONYMOUS
        S: 235 2.7.0 Welcome
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN
        S: 501 5.5.4 Encryption required
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 AUTH PLAIN,
        192.0.2.10:587,192.0.2.7:56026,<,AUTH PLAIN,
        192.0.2.10:587,192.0.2.7:56026,>,235 2.7.0 Welcome,
        """,
        """
        C: AUTH PLAIN
        S: 235 2.7.0 Welcome
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.mechanism not in SENT_LATER
            or x.offered is not YES
            or x.form & (Form.INITIAL | Form.EXTRA | Form.ASSUMED)
            or not x.state.shows(Sees.COMMANDS | Sees.REPLIES | Sees.RESPONSES)
            or x.state.doubt
        ):
            return
        if x.code == 235 and x.state.authenticated is not YES:
            yield self.found(f"AUTH {x.mechanism} with no response is answered with 235")
        elif x.mechanism == "PLAIN" and x.code in NO_RESPONSE and x.text not in OTHER_CAUSE:
            yield self.found(
                f"AUTH PLAIN with no response is refused with {x.code}, not answered 334"
            )
