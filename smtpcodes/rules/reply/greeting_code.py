from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import ERROR, HIGH, LOW, Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange

_AMIDST = frozenset(
    (221, 235, 250, 334, 354, 454)
)  # a log that begins in the middle may begin with these


class GreetingCode(Rule):
    """The greeting has another code than 220, 421, 521 or 554.

    A client knows four beginnings: served (220), later (421), never (554, 521). Anything else may
    be taken for a broken server, and then the message waits in the queue until it comes back.

    RFC 5321: at the greeting nothing has been asked yet. No log-in can be missing (530) and none
    can have failed (535). To turn a client away say `554`, or `421` if it may come back.

    A dialogue that shows no connection may be the end of a session. Where its first line is a 530
    and its second the client's, it is told as what may be.
    """

    level = ERROR
    spec = ("RFC 5321 section 3.1", "RFC 5321 section 4.3.2", "RFC 7504 section 3")
    wakes_on = replies()
    suggests = Suggestion(554)
    bad = (
        """
        S: 530 5.7.0 Authentication required
           ^^^
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        S: 450 4.3.2 I am busy
           ^^^
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        S: 530 5.7.0 Client host rejected: Authentication required
           ^^^
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 250 mx.example.net ESMTP ready
           ^^^
        C: EHLO client.example
        S: 250 mx.example.net
        """,
    )
    good = (
        """
        S: 554 no SMTP service here
        C: EHLO client.example
        S: 503 5.5.1 no SMTP service here
        """,
        """
        S: 535 5.7.8 Authentication credentials invalid
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 250 2.0.0 OK
        S: 530 5.7.0 Authentication required
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 250 mx.example.net Hello client.example, this is ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        The end of it:
        S: 530 5.7.0 Authentication required
        C: QUIT
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.form & Form.FIRST and x.code == 530:
            yield self.found(
                "if this is where the session begins, 530 is no greeting", confidence=LOW
            )._replace(blamed=False)
        if x.verb == "CONNECT" and x.code not in (0, 220, 421, 521, 554):
            yield self.found(
                f"the greeting has {x.code}: 220 to serve, 554 or 421 to refuse",
                suggest=Suggestion(421) if 400 <= x.code < 500 else None,
                confidence=LOW if x.code in _AMIDST and x.state.whole is not YES else HIGH,
            )
