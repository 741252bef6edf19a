from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, NOTE, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class LhloRefused(Rule):
    """LHLO is refused as unknown: the server speaks SMTP.

    The client was set to LMTP, or to the wrong port. It will send nothing until somebody changes
    that.

    RFC 2033: LHLO belongs to LMTP, between a queue and a mailbox store, never on port 25. To an
    SMTP server say EHLO.

    A client that tries LHLO first and EHLO next does no harm; then this only tells what the server
    is.
    """

    level = NOTE
    side = CLIENT
    spec = ("RFC 2033 section 1", "RFC 2033 section 4.1")
    wakes_on = commands("LHLO")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: LHLO client.example
           ^^^
        S: 500 5.5.1 Unknown command
        """,
    )
    good = (
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 550 5.7.1 Access denied
        """,
        """
        S: 220 mx.example.net LMTP
        C: LHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: LHLO client.example
        S: 250 mx.example.net
        C: LHLO client.example
        S: 502 5.5.1 Not again
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="LHLO client.example" result="500 5.5.1 Unknown command"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.code in (500, 502)
            and not x.state.lmtp
            and not x.has(Form.ASSUMED)
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            yield self.found(f"LHLO is refused with {x.code}: this server speaks SMTP, not LMTP")
