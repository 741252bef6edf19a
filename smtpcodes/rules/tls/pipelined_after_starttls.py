from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import BOTH, ERROR, Found, Rule, replies
from smtpcodes.session.events import UNKNOWN, Sees
from smtpcodes.session.exchange import Exchange


class PipelinedAfterStarttls(Rule):
    """Commands follow STARTTLS before it is answered.

    What was sent in clear may have been put there by somebody else; a server that carries it over
    into TLS lets them speak for the client (the plaintext injection of CVE-2011-0411). STARTTLS
    ends a group; a server throws away what came with it.
    """

    level = ERROR
    side = BOTH
    spec = ("RFC 3207 section 4", "RFC 2920 section 3.1")
    wakes_on = replies()
    bad = (
        """
        C: STARTTLS
        C: EHLO client.example
           ^^^
        S: 220 2.0.0 Ready to start TLS
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: STARTTLS
        C: NOOP
           ^^^
        S: 500 5.5.1 Pipelining not supported
        """,
    )
    good = (
        """
        C: STARTTLS
        C: EHLO client.example
        C: QUIT
        """,
        """
        C: RSET
        C: STARTTLS
        S: 250 2.0.0 Ok
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: STARTTLS
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: QUIT
        """,
        """
        SMTP<< STARTTLS
        SMTP<< EHLO client.example
        SMTP>> 220 2.0.0 Ready to start TLS
        SMTP>> 250 mx.example.net
        """,
        """
        C: STARTTLS
        C: XYZZY
        S: 220 2.0.0 Ready to start TLS
        S: 500 5.5.1 Unknown command
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.has(Form.AFTER_STARTTLS)
            and (x.code or x.state.greeting is not UNKNOWN)
            and x.state.shows(Sees.ORDER)
            and (not x.state.doubt or not x.code)
            and x.verb != "OTHER"
        ):
            yield self.found(
                "a command follows STARTTLS in the same flight: STARTTLS ends a group", at="command"
            )
