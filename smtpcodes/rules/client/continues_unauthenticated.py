from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, NOTE, Found, Rule, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class ContinuesUnauthenticated(Rule):
    """The client goes on with MAIL after a failed AUTH.

    Where a log-in was configured, the message now goes out as nobody's, or gets a `530` that hides
    the true cause, the failed AUTH. The user is told that a log-in is required, and wonders: there
    was one.

    RFC 4954: after a failure the client may go on without a log-in, for a server may take its mail
    all the same. If that was not meant, stop and show the reply to AUTH.
    """

    level = NOTE
    side = CLIENT
    spec = ("RFC 4954 section 4", "RFC 4954 section 9")
    wakes_on = commands("MAIL")
    also = ("sequence/pipelined-after-auth",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
           ^^^ related
        C: MAIL FROM:<a@client.example>
           ^^^
        S: 530 5.7.0 Authentication required
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.8 Authentication credentials invalid
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.failed and x.state.authenticated is NO and not x.has(Form.PIPELINED):
            yield self.found(
                "MAIL after a failed AUTH: without a log-in",
                related=(("failed", "AUTH failed here"),),
            )
