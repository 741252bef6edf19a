from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class CommandAfterQuit(Rule):
    """A command is sent after QUIT.

    The server has closed, or is about to; the client waits for a reply that will not come and
    reports a network failure.

    RFC 5321: QUIT is the last command of a session. The client waits for `221` and closes. For
    another message it opens another connection, or sends it before QUIT.

    A hello after QUIT is taken for another session in the same log, a second QUIT for a line that
    the log repeats.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.1.10", "RFC 5321 section 4.1.4")
    must = "RFC 5321 section 4.1.4"
    wakes_on = commands(
        "MAIL", "RCPT", "DATA", "AUTH", "RSET", "NOOP", "VRFY", "EXPN", "STARTTLS", "BDAT", "HELP"
    )
    bad = (
        """
        C: QUIT
        S: 221 2.0.0 Bye
           ^^^ related
        C: NOOP
           ^^^
        """,
    )
    good = (
        """
        C: QUIT
        S: 221 2.0.0 Bye
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: NOOP
        S: 250 2.0.0 Ok
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: QUIT
        C: QUIT
        S: 221 2.0.0 Bye
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.quit:
            yield self.found(
                f"{x.verb} after QUIT: the session is over", related=(("quit", "QUIT here"),)
            )
