from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import MEDIUM, NOTE, Found, Rule, replies
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello


class ReplyMissing(Rule):
    """After the message there are fewer replies than accepted recipients.

    The client waits for the others until its timeout, and may then deliver the message again to
    everybody, also to those who have it.

    RFC 2033: after the final dot one reply for each RCPT that was accepted, in their order. That is
    what LMTP is for.
    """

    level = NOTE
    spec = ("RFC 2033 section 4.2",)
    must = "RFC 2033 section 4.2"
    wakes_on = replies()
    also = ("sequence/rcpt-before-mail",)
    bad = (
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
           ^^^ related
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: RCPT TO:<c@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        C: .
           ^
        S: 250 2.0.0 Saved
        C: QUIT
        S: 221 2.0.0 Bye
        """,
    )
    good = (
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: RCPT TO:<c@example.org>
        S: 550 5.1.1 No such user
        C: DATA
        S: 354 Go ahead
        C: .
        S: 250 2.0.0 Saved
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: RCPT TO:<c@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        C: .
        S: 250 2.0.0 Queued
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: RCPT TO:<c@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        C: Subject: a
        C: .
        S: 250 2.0.0 Ok
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: RCPT TO:<c@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        C: Subject: a
        C: .
        S: 250 2.0.0 Ok
        S: 421 4.3.2 Shutting down
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        C: Subject: a
        C: .
        """,
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        C: Subject: a
        C: .
        """,
        """
        S: 220 mx.example.net ESMTP
        C: LHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go on
        C: text
        C: .
        S: 421 4.3.0 Out of disk
        """,
        """
        S: 220 mx.example.net ESMTP
        C: LHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go on
        C: text
        C: .
        S: 250 2.0.0 Ok
        C: NOOP
        S: 250 2.0.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: LHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        S: 354 Go on
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go on
        C: text
        C: .
        S: 250 2.0.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.verb == "MESSAGE"
            and not x.code
            and state.hello is Hello.LHLO
            and state.transaction is NO
            and state.whole is YES
            and not x.has(Form.ASSUMED)
        ):
            if state.shows(Sees.COMMANDS | Sees.REPLIES) and not state.doubt and not state.closing:
                yield self.found(
                    "fewer replies than recipients: one is due for each",
                    at="command",
                    related=(("hello", "LMTP begins here"),),
                    confidence=MEDIUM,
                )
