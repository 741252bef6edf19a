from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, asked, replies
from smtpcodes.session.exchange import Exchange


class ChallengeOutsideAuth(Rule):
    """`334` answers a command that is not AUTH.

    The client has nothing to respond with. It takes the reply for a success or a failure by its own
    lights, and if it does send something, that is its next command, which the server decodes as a
    response.

    RFC 4954 has 334 for an AUTH exchange alone. A server that wants a log-in says `530 5.7.0`.

    Private forms of AUTH (X-EXPS) have challenges too, and are no finding.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = replies(334)
    suggests = Suggestion(530, "5.7.0")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 334 VXNlcm5hbWU6
           ^^^
        """,
    )
    good = (
        """
        C: X-EXPS GSSAPI
        S: 334 R1NTQVBJ
        """,
        """
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 334 UGFzc3dvcmQ6
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.shown and not x.in_auth and x.verb not in ("OTHER", "CONNECT"):
            yield self.found(
                f"334 answers {asked(x)}: it asks for a SASL response, which AUTH alone has"
            )
