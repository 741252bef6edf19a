from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class TextContradictsCode(Rule):
    """The text says the opposite of the code.

    `235 authentication failed`, `535 authentication successful`: programs go by the code, people by
    the text, and each is sure of something else. The user is told that all is well while nothing
    works, or the reverse.

    RFC 5321: a client determines its actions by the code alone. So mend the code first: 535 5.7.8
    for credentials that fail.
    """

    spec = ("RFC 5321 section 4.2",)
    wakes_on = replies()
    also = (
        "auth/success-without-auth",
        "reply/invalid-code",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication failed
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication successful
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: RSET
        S: 235 2.7.0 Authentication failed
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 454 4.7.1 Relay access denied
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: NOOP
        S: 250 2.0.0 Authentication successful
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net says: Authentication required
        """,
        """
        C: DATA
        S: 354 Go on
        C: .
        S: 650 2.0.0 Ok: message accepted for delivery
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.in_auth
            and x.code == 235
            and x.text in (TextClass.CREDENTIALS, TextClass.WANTS_AUTH, TextClass.TEMPORARY)
        ):
            yield self.found("235 is success, but the text says failure")
        elif (
            x.accepted
            and x.verb in ("MAIL", "RCPT", "MESSAGE")
            and x.text in (TextClass.WANTS_AUTH, TextClass.WANTS_TLS, TextClass.RELAY)
        ):
            yield self.found(f"{x.code} is success, but the text refuses")
        elif x.refused and x.text is TextClass.SUCCESS:
            yield self.found(f"{x.code} refuses, but the text says success")
