from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, replies
from smtpcodes.session.events import NO, Sees
from smtpcodes.session.exchange import Exchange


class PipeliningNotOffered(Rule):
    """A command is sent before the reply to the one before it, and PIPELINING is not offered.

    A server that does not expect it may throw away what came too early, and the client waits for a
    reply that never comes. A filter may take it for the mark of a spam program and close.

    RFC 2920: groups of commands only after the EHLO reply has listed PIPELINING. Else wait for each
    reply.
    """

    side = CLIENT
    spec = ("RFC 2920 section 3.1", "RFC 5321 section 2.1", "RFC 5321 section 4.3.1")
    must = "RFC 5321 section 4.3.1"
    wakes_on = replies()
    yields_to = (
        "sequence/pipelined-after-auth",
        "tls/pipelined-after-starttls",
        "extension/group-not-ended",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
           ^^^
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
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
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: NOOP
        C: RSET
        S: 250 2.0.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: RSET
        C: XYZZY
        S: 250 2.0.0 Ok
        S: 500 5.5.1 Unknown command
        """,
        """
        SMTP<< EHLO client.example
        SMTP>> 250 mx.example.net
        SMTP<< MAIL FROM:<a@client.example>
        SMTP<< RCPT TO:<b@example.org>
        SMTP>> 250 2.1.0 Ok
        SMTP>> 250 2.1.5 Ok
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.has(Form.PIPELINED)
            and x.code
            and x.verb in _VERBS
            and x.state.shows(Sees.ORDER | Sees.REPLIES)
            and not x.state.doubt
        ):
            if x.state.lists("PIPELINING") is NO:
                yield self.found(
                    f"{x.verb} comes before the last command is answered: "
                    "PIPELINING is not offered",
                    related=(("hello", "what is offered"),),
                    confidence="medium",
                )


_VERBS = frozenset(
    (
        "MAIL",
        "RCPT",
        "DATA",
        "RSET",
        "BDAT",
        "QUIT",
        "NOOP",
        "VRFY",
        "EXPN",
        "STARTTLS",
        "AUTH",
        "EHLO",
        "HELO",
    )
)
