from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class CommandAfterQuit(Rule):
    """A command is sent after QUIT.

    QUIT is the last command of a session; the client waits for 221 and closes.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.1.10",)
    wakes_on = commands("MAIL", "RCPT", "DATA", "AUTH", "RSET", "NOOP", "VRFY", "EXPN", "STARTTLS", "QUIT", "BDAT", "HELP", "EHLO", "HELO")
    bad = ("""
        C: QUIT
        S: 221 2.0.0 Bye
           ^^^ related
        C: NOOP
           ^^^
        """,)
    good = ("""
        C: QUIT
        S: 221 2.0.0 Bye
        C: EHLO client.example
        S: 250 mx.example.net
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.quit and not x.hello:
            yield self.found(f"{x.verb} after QUIT: the session is over", related=(("quit", "QUIT here"),))
