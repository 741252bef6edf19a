from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import YES, Sees
from smtpcodes.session.exchange import Exchange


class PipelinedCommandLost(Rule):
    """A command of a group gets no reply, and what was sent after it does.

    The client waits for a reply that never comes, for minutes, or takes the next one for it: from
    there on everything is off by one.

    RFC 2920: a server that offers PIPELINING never empties its input buffer, and answers each
    command in its turn. Look for a read of one line that throws the rest of what came away. A log
    may have lost a line, so there it is a hint.
    """

    level = NOTE
    spec = ("RFC 2920 section 3.2",)
    must = "RFC 2920 section 3.2"
    wakes_on = replies(0)
    since = "0.2"
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: RSET
        C: MAIL FROM:<a@client.example>
           ^^^
        S: 250 2.0.0 Ok
        C: QUIT
        S: 221 2.0.0 Bye
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: RSET
        C: MAIL FROM:<a@client.example>
        S: 250 2.0.0 Ok
        S: 250 2.1.0 Ok
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: RSET
        C: MAIL FROM:<a@client.example>
        S: 250 2.0.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: RSET
        S: 250 2.0.0 Ok
        C: MAIL FROM:<a@client.example>
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: RSET
        C: MAIL FROM:<a@client.example>
        S: 250 2.0.0 Ok
        C: QUIT
        S: 221 2.0.0 Bye
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.has(Form.OVERTAKEN)
            and x.has(Form.PIPELINED)
            and state.lists("PIPELINING") is YES
            and state.whole is YES
            and state.shows(Sees.ORDER | Sees.REPLIES)
            and (state.shows(Sees.WIRE) or not state.doubt)
        ):
            yield self.found(
                f"{x.verb} gets no reply, and what was sent after it does: it was lost",
                at="command",
            )
