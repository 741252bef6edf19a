from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import AT_END, NOTE, Found, Rule, commands
from smtpcodes.session.events import NO, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.session import Session


class DroppedTooEarly(Rule):
    """The server closes before the third failed AUTH.

    Clients try one mechanism after the other; a server should bear three failures before it hangs up. Against floods from
    one address it may be right.
    """

    level = NOTE
    spec = ("RFC 4954 section 9",)
    wakes_on = commands("AUTH", "SASL") | AT_END
    bad = ("""
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Authentication failed, closing
           ^^^
        """,)
    good = ("""
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: QUIT
        S: 221 2.0.0 Bye
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 421 and x.in_auth and x.state.failed < 2 and x.state.authenticated is NO:
            yield self.found("421 closes before the third failed AUTH")

    def at_end(self, session: Session, side: str | None) -> Iterator[Found]:
        state = session.state
        if side == "server" and state.shows(Sees.CLOSER) and 0 < state.failed < 3 and state.authenticated is NO and not state.quit and not state.closing:
            yield self.found("the server closes before the third failed AUTH", related=(("failed", "the last failure"),))
