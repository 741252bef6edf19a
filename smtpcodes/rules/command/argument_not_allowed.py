from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, HIGH, MEDIUM, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class ArgumentNotAllowed(Rule):
    """A command that has no argument is sent with one.

    DATA, RSET, QUIT and STARTTLS stand alone on their line. A server may answer `501` to what
    follows, and then the transaction, or the connection, is still open when the client thinks that
    it is not.

    RFC 5321: DATA, RSET and QUIT have no parameters, and a client sends none unless an extension
    that the server offers has some; RFC 3207 says the same of STARTTLS. NOOP may have one, which is
    ignored.

    A note that somebody wrote behind a command in a log looks the same. Where the server took the
    command, this is less sure.
    """

    side = CLIENT
    spec = (
        "RFC 5321 section 4.1.1",
        "RFC 5321 section 4.1.1.4",
        "RFC 5321 section 4.1.1.5",
        "RFC 5321 section 4.1.1.10",
        "RFC 3207 section 4",
    )
    must = "RFC 5321 section 4.1.1"
    wakes_on = commands("DATA", "RSET", "QUIT", "STARTTLS")
    bad = (
        """
        C: STARTTLS now
           ^^^
        S: 501 5.5.4 No parameters allowed
        """,
    )
    good = (
        """
        C: NOOP still here
        S: 250 2.0.0 Ok
        """,
        """
        C: rset
        S: 250 2.0.0 Ok
        """,
        """
        C: QUIT now
        """,
        """
        C: RSET
        S: 250 2.0.0 Ok
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="RSET now" result="501 5.5.4 No argument please"
        """,  # noqa: E501
        """
        2026-11-23 22:50:00	CLIENT -> SERVER: EHLO client.example
        2026-11-23 22:50:00	SMTP ERROR: DATA command failed: 554 5.5.1 Error: no valid recipients
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.has(Form.ARGUMENT)
            and x.code
            and not x.has(Form.ASSUMED)
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            yield self.found(
                f"{x.verb} has no argument: it stands alone on its line",
                confidence=HIGH if x.refused else MEDIUM,
            )
