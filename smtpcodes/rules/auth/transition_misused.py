from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class TransitionMisused(Rule):
    """`432` answers a command other than AUTH, or means a stopped queue.

    432 4.7.12 says that the user's password needs a transition: one log-in with PLAIN. For load and queues there are 421,
    450, 451 and 452.
    """

    spec = ("RFC 4954 section 6",)
    wakes_on = replies(432)
    suggests = Suggestion(451, "4.3.2")
    bad = ("""
        C: MAIL FROM:<a@client.example>
        S: 432 4.3.2 Concurrent connections limit exceeded
           ^^^
        """,)
    good = ("""
        C: AUTH SCRAM-SHA-256
        S: 432 4.7.12 A password transition is needed
        """,)
    seen = ("Exchange Online: 432 4.3.2 (2026-11-23)", "Courier: 432 (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 432 and x.shown and (not x.in_auth or x.enhanced in ("4.3.2", "4.3.1")):
            yield self.found("432 is for a password transition in AUTH, not for load: 451")
