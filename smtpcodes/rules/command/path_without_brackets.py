from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class PathWithoutBrackets(Rule):
    """The address of MAIL or RCPT stands without angle brackets.

    Lenient servers guess where the address ends; strict ones answer `501`, and with parameters
    behind it the guess goes wrong.

    RFC 5321: the path is always surrounded by `<` and `>`, the empty reverse-path too. Send `RCPT
    TO:<b@example.org>`.

    Logs and web pages lose what stands in brackets; where no address is to be seen, nothing is
    said.
    """

    side = CLIENT
    spec = ("RFC 5321 section 3.3", "RFC 5321 section 4.1.2")
    wakes_on = commands("MAIL", "RCPT")
    bad = (
        """
        C: MAIL FROM:a@client.example
           ^^^
        S: 501 5.5.4 Syntax: MAIL FROM:<address>
        """,
    )
    good = (
        """
        C: MAIL FROM:
        S: 501 5.5.4 Syntax: MAIL FROM:<address>
        """,
        """
        C: MAIL FROM:[hidden]
        S: 250 2.1.0 Ok
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="MAIL FROM:a@client.example" result="501 5.1.7 Bad address"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Envelope.BARE) and x.state.shows(Sees.COMMANDS | Sees.REPLIES):
            yield self.found(f"the address of {x.verb} stands without angle brackets")
