from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import MEDIUM, Found, Rule, replies
from smtpcodes.session.events import YES, Sees
from smtpcodes.session.exchange import Exchange


class ClosedWithoutReply(Rule):
    """The server closes the connection in place of a reply.

    The client cannot tell a refusal from a network that has failed: it may come back and send the
    same again, for days.

    RFC 5321: every command gets one reply, and a server that does not understand a command says
    `500` and waits for the next one. One that has to close says `421` first. It may be an error
    in the program: look for an exception in the server's log at that time.

    A server that closes right after a refusal may defend itself (RFC 5321 section 7.8), and is no
    case of it, unless all that it has refused is one command that it does not know. Nor is one that
    closes on octets from before TLS, or on a line feed within a line.
    """

    spec = ("RFC 5321 section 4.2", "RFC 5321 section 3.8")
    must = "RFC 5321 section 4.2"
    also = ("sequence/command-after-quit",)
    wakes_on = replies(0)
    since = "0.2"
    bad = (
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 mx.example.net,
        192.0.2.10:587,192.0.2.7:56026,<,VRFY postmaster,
                                         ^^^
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 mx.example.net,
        192.0.2.10:587,192.0.2.7:56026,<,XYZZY,
        192.0.2.10:587,192.0.2.7:56026,>,500 5.5.2 Unknown command,
        192.0.2.10:587,192.0.2.7:56026,<,NOOP,
                                         ^^^
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
    )
    good = (
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 mx.example.net,
        192.0.2.10:587,192.0.2.7:56026,<,MAIL FROM:<a@client.example>,
        192.0.2.10:587,192.0.2.7:56026,>,550 5.7.1 Blocked,
        192.0.2.10:587,192.0.2.7:56026,<,RSET,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 mx.example.net,
        192.0.2.10:587,192.0.2.7:56026,<,VRFY postmaster,
        192.0.2.10:587,192.0.2.7:56026,-,,Remote
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 mx.example.net,
        192.0.2.10:587,192.0.2.7:56026,<,XYZZY,
        192.0.2.10:587,192.0.2.7:56026,>,500 5.5.2 Unknown command,
        192.0.2.10:587,192.0.2.7:56026,<,XYZZY,
        192.0.2.10:587,192.0.2.7:56026,>,500 5.5.2 Unknown command,
        192.0.2.10:587,192.0.2.7:56026,<,VRFY postmaster,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,421 4.3.2 Shutting down,
        192.0.2.10:587,192.0.2.7:56026,<,NOOP,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,<,NOOP,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,QUIT,
        192.0.2.10:587,192.0.2.7:56026,>,221 2.0.0 Bye,
        192.0.2.10:587,192.0.2.7:56026,<,NOOP,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250-mx.example.net,
        192.0.2.10:587,192.0.2.7:56026,>,250 STARTTLS,
        192.0.2.10:587,192.0.2.7:56026,<,STARTTLS,
        192.0.2.10:587,192.0.2.7:56026,>,220 2.0.0 SMTP server ready,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: VRFY postmaster
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.has(Form.DROPPED)
            and not x.form & (Form.BARE_LINE_FEED | Form.PIPELINED | Form.ASSUMED)
            and x.shown
            and state.whole is YES
            and state.shows(Sees.COMMANDS | Sees.REPLIES)
            and not (state.closing or state.quit or state.after_starttls or state.doubt)
            and (not state.refused or (state.refused == 500 and not state.refusals))
        ):
            yield self.found(
                "the connection is closed after an unknown command"
                if state.refused
                else f"the connection is closed in place of a reply to {x.verb}",
                at="command",
                confidence=MEDIUM,
            )
