from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction


class MessageWithout354(Rule):
    """The message is sent without waiting for the reply to DATA.

    If the reply is a refusal, the server takes each line of the message for a command: an error for
    each of them, and whoever wrote the message has commands carried out in the client's name.

    RFC 5321: message data must not be sent unless a `354` is received. RFC 2920: DATA ends a group.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 3.3", "RFC 2920 section 3.1")
    must = "RFC 5321 section 3.3"
    wakes_on = replies()
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        C: Subject: early
        C: .
           ^
        S: 354 Go ahead
        S: 250 2.0.0 Ok
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        C: Subject: in time
        C: .
        S: 250 2.0.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        C: DATA
        C: .
        """,
        """
        C: DATA
        C: .
        S: 354 Go ahead
        """,
        """
        C: DATA
        C: .
        S: 421 4.7.0 Too many errors
        S: 250 2.0.0 Ok
        """,
        """
        SMTP<< DATA
        SMTP<< .
        SMTP>> 354 Go ahead
        SMTP>> 250 2.0.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        C: RCPT TO:<c@example.org>
        S: 354 Go ahead
        S: 250 2.0.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.verb == "MESSAGE"
            and x.has(Form.PIPELINED)
            and x.code
            and x.state.transaction is Transaction.DATA
            and x.state.shows(Sees.ORDER | Sees.REPLIES)
        ):
            yield self.found(
                "the message comes before the reply to DATA: wait for 354",
                at="command",
                confidence="medium",
            )
