from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, replies
from smtpcodes.session.events import UNKNOWN, Sees
from smtpcodes.session.exchange import Exchange


class PipelinedAfterAuth(Rule):
    """A command follows AUTH before AUTH is answered.

    The server may ask for more, and takes the command for a response: the log-in fails for no
    reason that the user could see, and the command is lost.

    RFC 4954: AUTH ends a group of pipelined commands; wait for its reply. The one exception:
    PIPELINING is offered, and the mechanism needs a single response which the AUTH line carries
    (PLAIN, EXTERNAL).
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 4954 section 4", "RFC 2920 section 3.1")
    must = "RFC 4954 section 4"
    wakes_on = replies()
    bad = (
        """
        C: AUTH LOGIN
        C: MAIL FROM:<a@client.example>
           ^^^
        S: 334 VXNlcm5hbWU6
        S: 501 5.5.2 Cannot decode response
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: AUTH PLAIN [redacted]
        C: NOOP
           ^^^
        S: 235 2.7.0 Authentication successful
        S: 250 2.0.0 Ok
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-PIPELINING
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        C: MAIL FROM:<a@client.example>
        S: 235 2.7.0 Authentication successful
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-PIPELINING
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDE4OTYuNjk3MTcwOTUyQG14LmV4YW1wbGUubmV0Pg==
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 250 2.1.0 Ok
        S: 250 2.1.5 Ok
        """,
        """
        C: AUTH LOGIN
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: AUTH PLAIN [redacted]
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.8 Authentication credentials invalid
        S: 550 5.7.1 No
        """,
        """
        C: AUTH LOGIN
        C: YWxpY2U=
        S: 334 VXNlcm5hbWU6
        S: 334 UGFzc3dvcmQ6
        """,
        """
        SMTP<< AUTH LOGIN
        SMTP<< MAIL FROM:<a@client.example>
        SMTP>> 334 VXNlcm5hbWU6
        SMTP>> 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: AUTH PLAIN [redacted]
        C: XYZZY
        S: 235 2.7.0 Authentication successful
        S: 500 5.5.1 Unknown
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            not x.has(Form.AFTER_AUTH)
            or not x.code
            or not x.state.shows(Sees.ORDER)
            or x.state.doubt
            or x.verb == "OTHER"
        ):
            return
        offers = x.state.offers
        if x.has(Form.AFTER_ONE_STEP_AUTH) and (offers is UNKNOWN or offers.pipelining):
            return
        if x.verb == "SASL" and not x.has(Form.LIKE_COMMAND):
            return
        yield self.found("a command follows AUTH before AUTH is answered: AUTH ends a group")
