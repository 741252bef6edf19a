from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, NOTE, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class SourceRoute(Rule):
    """The path of MAIL or RCPT is a source route.

    `<@a.example,@b.example:user@c.example>` once told through which hosts a message goes. Today a
    server may strip the hosts, or take the message for an attempt at relaying and refuse it.

    RFC 5321: sending systems should not generate source routes. Send the mailbox alone.

    To probe a server for open relaying it is the right thing to send.
    """

    level = NOTE
    side = CLIENT
    spec = ("RFC 5321 section 4.1.1.3", "RFC 5321 appendix C")
    should = "RFC 5321 section 4.1.1.3"
    wakes_on = commands("MAIL", "RCPT")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<@relay.example:b@example.org>
           ^^^
        S: 550 5.7.1 Relaying denied
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b:c@example.org>
        S: 501 5.1.3 Bad recipient address syntax
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="RCPT TO:<@relay.example:b@example.org>" result="550 5.1.1 No such user"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Envelope.SOURCE_ROUTE) and x.state.shows(Sees.COMMANDS | Sees.REPLIES):
            yield self.found(f"the path of {x.verb} is a source route: send the mailbox alone")
