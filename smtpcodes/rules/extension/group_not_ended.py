from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, replies
from smtpcodes.session.events import YES, Sees
from smtpcodes.session.exchange import Exchange


class GroupNotEnded(Rule):
    """A command follows EHLO, NOOP, VRFY, EXPN or QUIT before that one is answered.

    After EHLO the client cannot yet know what is offered, and the server may empty its buffer;
    after QUIT the connection may be gone. What comes behind is answered out of step, or never.

    RFC 2920: EHLO, DATA, VRFY, EXPN, TURN, QUIT and NOOP come last in a group, for what follows
    depends on the reply. AUTH and STARTTLS have rules of their own.

    Exim's PIPECONNECT lets a client that knows the server's offers from an earlier session send all
    at once, EHLO included.
    """

    side = CLIENT
    spec = ("RFC 2920 section 3.1",)
    wakes_on = replies()
    yields_to = ("sequence/command-after-quit",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        C: MAIL FROM:<a@client.example>
           ^^^
        S: 250-mx.example.net
        S: 250 PIPELINING
        S: 250 2.1.0 Ok
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        C: QUIT
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        C: EHLO client.example
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 250-mx.example.net
        S: 250-PIPELINING
        S: 250 PIPECONNECT
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
        """,
        """
        SMTP<< EHLO client.example
        SMTP<< MAIL FROM:<a@client.example>
        SMTP>> 250 mx.example.net
        SMTP>> 250 2.1.0 Ok
        """,
        """
        C: NOOP
        C: MAIL FROM:<a@client.example>
        S: 250 2.0.0 Ok
        """,
        """
        C: NOOP
        C: XYZZY
        S: 250 2.0.0 Ok
        S: 500 5.5.1 Unknown command
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP
        C: MAIL FROM:<a@client.example>
        S: 250 2.0.0 Ok
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.lists("PIPECONNECT") is YES:
            return
        if (
            x.has(Form.AFTER_END_OF_GROUP)
            and x.code
            and x.verb != "OTHER"
            and x.shown
            and x.state.shows(Sees.ORDER | Sees.REPLIES)
            and not x.state.doubt
        ):
            yield self.found(
                f"{x.verb} follows a command that ends a group before it is answered",
                confidence="medium",
            )
