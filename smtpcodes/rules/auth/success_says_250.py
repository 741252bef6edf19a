from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class SuccessSays250(Rule):
    """AUTH succeeds with 250 in place of 235.

    A client that waits for 235 takes it for a failure, and its user looks for a wrong password
    though the log-in is done.

    RFC 4954: the server completes the exchange with 235; `235 2.7.0 Authentication successful`.

    Where a client sends a command in the middle of the exchange, 250 may answer that. Where the log
    has lost lines, it may answer anything.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = commands("AUTH", "SASL")
    suggests = Suggestion(235, "2.7.0")
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 250 2.7.0 Authentication successful
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 334 UGFzc3dvcmQ6
        C: [redacted]
        S: 250 Ok
           ^^^
        """,
    )
    also = (
        "sequence/command-inside-auth",
        "sequence/pipelined-after-auth",
        "reply/unexpected-for-command",
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: RSET
        S: 250 2.0.0 Ok
        """,
        """
        C: AUTH LOGIN
        C: MAIL FROM:<a@client.example>
        S: 334 VXNlcm5hbWU6
        S: 501 5.5.2 Cannot decode response
        C: RSET
        S: 250 2.0.0 Ok
        """,
        """
        C: AUTH PLAIN
        S: 334\x20
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        S: 250 Ok
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 250 2.0.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.code == 250
            and not x.state.doubt
            and not x.has(Form.LIKE_COMMAND)
            and not x.has(Form.ASSUMED)
        ):
            yield self.found("AUTH succeeds with 250: the code for that is 235")
