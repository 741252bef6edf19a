from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class HelloWithoutDomain(Rule):
    """EHLO, HELO or LHLO names nobody.

    A strict server answers `501` and the session does not begin. One cause is a computer
    whose host name is empty, or an option that was set to nothing.

    RFC 5321: the argument is the client's domain, or its address as a literal where it has no name.
    Send `EHLO client.example` or `EHLO [192.0.2.7]`.

    Some logs show the verbs alone; so nothing is said where the server was content.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.1.1", "RFC 5321 section 2.3.5")
    wakes_on = commands("EHLO", "HELO", "LHLO")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO
           ^^^
        S: 501 5.5.4 Syntax: EHLO hostname
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO [192.0.2.7]
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: ehlo localhost
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO
        S: 250-mx.example.net
        S: 250 SIZE
        C: MAIL
        S: 250 2.1.0 Ok
        """,
        """
        C: HELO client.example
        S: 501 5.5.4 Not now
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="HELO" result="501 5.5.4 A domain is missing"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.refused
            and not x.has(Form.ARGUMENT)
            and not x.has(Form.ASSUMED)
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            yield self.found(f"{x.verb} without a domain: the client has to name itself")
