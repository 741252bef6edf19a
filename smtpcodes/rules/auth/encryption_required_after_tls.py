from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class EncryptionRequiredAfterTls(Rule):
    """`538`, `523` or `524` asks for encryption although TLS is active.

    The client has it already and can do no more: it may report that the server does not support
    TLS, and its user switches TLS off and on in vain.

    RFC 4954 section 6 has 538, and RFC 5248 523 with `5.7.10`, for a session that is not encrypted.
    Say what is meant: `535 5.7.8`, `534 5.7.9` where a stronger mechanism is wanted, `504 5.5.4`
    where this one is not supported, 554 where the TLS is too weak (RFC 3207 section 4.1). A
    proxy may have ended TLS without telling the server behind it.

    Before TLS these codes are what they are for (538 is only out of date). A log that does not show
    TLS proves nothing.
    """

    level = ERROR
    spec = ("RFC 4954 section 6", "RFC 5248 section 2.4")
    wakes_on = replies(538, 523, 524)
    suggests = Suggestion(535, "5.7.8")
    bad = (
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
           ^^^ related
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 523 5.7.10 Encryption needed
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 523 5.7.10 Encryption needed
        """,
        """
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        C: AUTH PLAIN [redacted]
        S: 523 5.7.10 Encryption needed
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.tls is YES:
            yield self.found(
                f"{x.code} asks for encryption although TLS is active",
                related=(("starttls", "TLS began here"),),
            )
