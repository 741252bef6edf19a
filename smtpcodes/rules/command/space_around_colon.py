from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class SpaceAroundColon(Rule):
    """A blank stands beside the colon of MAIL FROM: or RCPT TO:.

    Servers may overlook it; strict ones answer `501` or `555`. So mail goes out for years, and then
    one destination refuses all of it.

    RFC 5321 warns of this very error: no blanks on either side of the colon. Send `MAIL
    FROM:<a@client.example>`.

    Blanks after the closing bracket are fine where parameters follow.
    """

    side = CLIENT
    spec = ("RFC 5321 section 3.3", "RFC 5321 section 4.1.1.2")
    wakes_on = commands("MAIL", "RCPT")
    bad = (
        """
        C: MAIL FROM: <a@client.example>
           ^^^
        S: 501 5.5.4 Syntax: MAIL FROM:<address>
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO : <b@example.org>
           ^^^
        S: 250 2.1.5 Ok
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example> BODY=7BIT
        S: 250 2.1.0 Ok
        """,
        """
        C: mail from:<>
        S: 250 2.1.0 Ok
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="RCPT TO: <b@example.org>" result="550 5.1.1 No such user"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Envelope.SPACED) and x.state.shows(Sees.COMMANDS | Sees.REPLIES):
            yield self.found(f"a blank stands beside the colon of {x.verb}: send none")
