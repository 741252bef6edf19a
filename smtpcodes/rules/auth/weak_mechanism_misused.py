from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, replies
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class WeakMechanismMisused(Rule):
    """`534` is sent outside AUTH, or for a mechanism that is not supported.

    534 means: this mechanism is weaker than the policy for this user; use a stronger one. An unsupported mechanism is 504, a
    message that is too large 552.
    """

    spec = ("RFC 4954 section 6", "RFC 4954 section 4")
    wakes_on = replies(534)
    suggests = Suggestion(504, "5.5.4")
    yields_to = ("auth/unknown-mechanism-not-504",)
    bad = ("""
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 534 5.3.4 Message size exceeds the limit
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 534 5.7.9 Application-specific password required
        """,)
    seen = ("Courier: 534 for the message size (source, 2026-11-23)", "chasquid: 534 for an unsupported mechanism (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code != 534 or not x.shown:
            return
        if not x.in_auth and not x.verb == "CONNECT":
            yield self.found(f"534 answers {x.verb}: it is for AUTH alone", suggest=Suggestion(550, "5.7.1"))
        elif x.offered is NO or (x.text is TextClass.MECHANISM and x.enhanced != "5.7.9"):
            yield self.found("534 says too weak; a mechanism that is not supported is 504")
