from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.knowledge import tables
from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.exchange import Exchange


class UnknownCode(Rule):
    """The reply code is in no standard.

    A client can only go by its first digit. Servers should send the codes that are listed, and not invent new ones.
    """

    spec = ("RFC 5321 section 4.2", "RFC 5321 section 4.3.2")
    wakes_on = replies()
    yields_to = ("reply/invalid-code", "reply/greeting-code")
    also = ("auth/temporary-says-other-4yz",)
    bad = ("""
        C: AUTH PLAIN [redacted]
        S: 435 Unable to authenticate at present
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """,)
    seen = ("Exim: 435 (source, 2026-11-23)", "Alibaba: 526 (2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code and not tables.known_code(x.code):
            yield self.found(f"{x.code} is in no standard: clients go by its first digit alone")
