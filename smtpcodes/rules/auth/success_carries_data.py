from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class SuccessCarriesData(Rule):
    """`235` carries SASL data.

    SMTP has no place for data with success: SCRAM's last message goes out as a 334, the client answers with an empty line,
    then comes 235.
    """

    spec = ("RFC 4954 section 4",)
    wakes_on = replies(235)
    bad = ("""
        C: AUTH SCRAM-SHA-256
        S: 334 cj1hYmM=
        C: [redacted]
        S: 235 dj1BQkNERUZHSElKSw==
           ^^^
        """,)
    good = ("""
        C: AUTH SCRAM-SHA-256
        S: 235 2.7.0 Authentication successful
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 235 and x.has(ReplyForm.BASE64_DATA):
            yield self.found("235 carries SASL data: send it as a 334 before")
