from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class RequiredOnMx(Rule):
    """`530` answers a RCPT on port 25.

    Other servers deliver there and have no log-in. If the recipient is local, nobody can write to them; if not, it is
    relaying, and 550 5.7.1 says so.
    """

    level = NOTE
    spec = ("RFC 5321 section 7.9", "RFC 3207 section 4")
    wakes_on = replies(530)
    also = ("auth/required-but-never-offered",)
    bad = ("""
        === Trying 192.0.2.25:25...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250 mx.example.net
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<b@example.net>
        <** 530 5.7.0 Authentication required
            ^^^
        """,)
    good = ("""
        C: RCPT TO:<b@example.net>
        S: 530 5.7.0 Authentication required
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.port == 25 and x.code == 530 and x.verb == "RCPT":
            yield self.found("530 to RCPT on port 25: other servers have no log-in")
