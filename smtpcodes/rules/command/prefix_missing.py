from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class PrefixMissing(Rule):
    """MAIL has no FROM: before the address, or RCPT no TO:.

    A server that answers `501`, or `500`, refuses the line, not the address. qmail looks for the
    `<` alone and takes the line.

    RFC 5321: the words are `MAIL FROM:` and `RCPT TO:`, colon included.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.1.2", "RFC 5321 section 4.1.1.3")
    wakes_on = commands("MAIL", "RCPT")
    bad = (
        """
        C: MAIL a@client.example
           ^^^
        S: 501 5.5.4 Syntax: MAIL FROM:<address>
        """,
        """
        C: MAIL FROM <a@client.example>
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
        C: rcpt to:<b@example.org>
        S: 503 5.5.1 MAIL first
        """,
        """
        C: MAIL <a@client.example>
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="MAIL <a@client.example>" result="501 5.5.2 Syntax error"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Envelope.NO_PREFIX) and x.code and x.state.shows(Sees.COMMANDS | Sees.REPLIES):
            yield self.found(
                f"{x.verb} without {'FROM' if x.verb == 'MAIL' else 'TO'}: before the address"
            )
