from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class SuccessCarriesData(Rule):
    """`235` carries SASL data.

    A client that checks who the server is, as SCRAM wants it, waits for a last challenge that never
    comes, and gives up a log-in that has succeeded; one that does not check may talk to an
    impostor.

    RFC 4954: SMTP has no place for data with success. SCRAM's last message ("v=...") goes out as a
    334, the client answers with an empty line, then comes `235 2.7.0`.

    A text for people is fine, however long; a session or queue id in it is none of SASL's data.
    """

    spec = ("RFC 4954 section 4",)
    wakes_on = replies(235)
    bad = (
        """
        C: AUTH SCRAM-SHA-256
        S: 334 cj1hYmM=
        C: [redacted]
        S: 235 dj1BQkNERUZHSElKSw==
           ^^^
        """,
    )
    good = (
        """
        C: AUTH SCRAM-SHA-256
        S: 334 cj1hYmM=
        C: [redacted]
        S: 334 dj1BQkNERUZHSElKSw==
        C:
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 Accepted
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.BASE64_DATA):
            yield self.found("235 carries SASL data: send it as a 334 before")
