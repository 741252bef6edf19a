from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class SenderMismatchCode(Rule):
    """An authenticated user may not use the sender, and the code is neither 550 5.7.1 nor 553 5.7.1.

    The log-in is fine; the address is not this user's. 550 5.7.1 says "not permitted".
    """

    level = NOTE
    spec = ("RFC 6409 section 6.1",)
    wakes_on = commands("MAIL", "RCPT", "DATA", "MESSAGE")
    suggests = Suggestion(550, "5.7.1")
    bad = ("""
        C: MAIL FROM:<b@client.example>
        S: 501 5.5.4 Sender address not owned by user
           ^^^
        """,)
    good = ("""
        C: MAIL FROM:<b@client.example>
        S: 553 5.7.1 <b@client.example>: Sender address rejected: not owned by user alice
        """,)
    seen = ("Stalwart: 501 5.5.4 (source, 2026-11-23)", "James: 503 5.7.1 (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.refused and x.text is TextClass.SENDER_MISMATCH and not (x.code in (550, 553) and x.enhanced in (None, "5.7.1", "5.7.60")):
            yield self.found(f"{x.code} says that the sender is not this user's: 550 5.7.1 is for that")
