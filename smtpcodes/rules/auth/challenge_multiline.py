from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class ChallengeMultiline(Rule):
    """A `334` has more than one line.

    A client may decode the first line, or the last, or both with the code in between: the log-in
    fails with one client and works with another.

    In the grammar of RFC 4954 section 8 a challenge is one line, however long. Some encoders fold
    base64 after 76 octets, as mail does; tell them not to.

    A reply whose lines have different codes is another fault (reply/codes-differ-between-lines).
    Two challenges one after the other are no multi-line reply: the second line has a blank after
    the code, and so had the first.
    """

    level = ERROR
    spec = ("RFC 4954 section 8",)
    wakes_on = replies(334)
    yields_to = ("auth/challenge-outside-auth",)
    also = ("reply/codes-differ-between-lines",)
    bad = (
        """
        C: AUTH GSSAPI
        S: 334-QUFB
           ^^^
        S: 334 QUFB
        """,
    )
    good = (
        """
        C: AUTH GSSAPI
        S: 334 QUFB
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        S: 334 UGFzc3dvcmQ6
        """,
        """
        C: AUTH LOGIN
        S: 334-VXNlcm5hbWU6
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH LOGIN
        S: 235-VXNlcm5hbWU6
        S: 334 UGFzc3dvcmQ6
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.MULTILINE) and not x.has(ReplyForm.CODES_DIFFER):
            yield self.found("a challenge is one line, however long: this 334 has more")
