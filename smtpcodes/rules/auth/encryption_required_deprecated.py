from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class EncryptionRequiredDeprecated(Rule):
    """`538` or `524` asks for encryption.

    A client that does not know these codes reports a failed log-in, and STARTTLS is not tried.

    RFC 4954 documents 538 for history alone: a server should not offer a mechanism that it will
    refuse. 524 stands in the table of RFC 5248 and was never defined. Leave the mechanism out of
    the EHLO reply before TLS; where a client tries it all the same, `504 5.5.4`, or `530 5.7.0` if
    everything waits for STARTTLS.

    523 with `5.7.10` is registered and fine. Where TLS is active the code is worse than old:
    auth/encryption-required-after-tls.
    """

    level = NOTE
    spec = ("RFC 4954 section 6", "RFC 5248 section 2.4")
    wakes_on = replies(538, 524)
    suggests = Suggestion(530, "5.7.0")
    yields_to = ("auth/encryption-required-after-tls",)
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 538 5.7.11 Encryption required for requested authentication mechanism
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 523 5.7.10 Encryption needed
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code in (538, 524):
            yield self.found(
                f"{x.code} is historic: do not offer the mechanism, or say 530 for STARTTLS"
            )
