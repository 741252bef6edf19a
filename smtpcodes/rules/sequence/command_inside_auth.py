from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class CommandInsideAuth(Rule):
    """A command is sent where a SASL response is due.

    After `334` the server takes the next line for a response, whatever it says. The log-in fails
    with a message about base64, the command is lost, and the client counts its replies wrongly from
    here on.

    RFC 4954: to give up, the client sends a line with `*` alone; the server answers `501`, and then
    commands are commands again.

    Four letters such as `data` can be a response; where the server went on, they were one. After a
    `334` that is no base64, perhaps meant as a success, the fault is the server's.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 4954 section 4",)
    also = ("auth/challenge-not-base64",)
    wakes_on = commands(
        "SASL", "QUIT", "RSET", "NOOP", "DATA", "MAIL", "RCPT", "EHLO", "HELO", "AUTH", "STARTTLS"
    )
    bad = (
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: MAIL FROM:<a@client.example>
           ^^^
        S: 501 5.5.2 Cannot decode response
        """,
    )
    good = (
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 501 5.7.0 Authentication cancelled
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: data
        S: 334 UGFzc3dvcmQ6
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 334 Authentication successful
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        DEBUG SMTP: trying to connect to host "mx.example.net", port 587, isSSL false
        EHLO client.example
        250-mx.example.net
        250 AUTH XOAUTH2
        AUTH XOAUTH2
        334 eyJzdGF0dXMiOiI0MDAifQ==
        MAIL FROM:<a@client.example>
        535 5.7.8 Authentication failed
        """,
        """
        SMTP<< AUTH LOGIN
        SMTP<< MAIL FROM:<a@client.example>
        SMTP>> 334 VXNlcm5hbWU6
        SMTP>> 250 2.1.0 Ok
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: MAIL FROM:<a@client.example>
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: YWxpY2U=
        S: 535 5.7.8 Authentication failed
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.state.sasl_due
            and x.state.shows(Sees.SASL)
            and not x.has(Form.AFTER_AUTH)
            and not x.state.readable & ReplyForm.NOT_BASE64
            and x.code
        ):
            if x.verb == "SASL" and x.has(Form.LIKE_COMMAND):
                yield self.found(
                    'a command stands where a SASL response is due: send "*" to give up'
                )
            elif x.verb != "SASL" and not x.has(Form.ASSUMED):
                yield self.found(
                    f'{x.verb} stands where a SASL response is due: send "*" to give up'
                )
