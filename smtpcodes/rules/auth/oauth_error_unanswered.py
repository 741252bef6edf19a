from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class OauthErrorUnanswered(Rule):
    """A challenge with a token error is not answered before the next command.

    The server takes the command for the response that it waits for, and refuses it; the client
    takes everything after for the answer to something else, and the user reads "501 cannot decode"
    where "the token has expired" was meant.

    RFC 7628 section 3.2.3: the error comes as a 334 with JSON in base64, and the client has to
    answer it, with a single %x01 (`AQ==`) or by cancelling ("*"); for XOAUTH2 Google asks for
    an empty line. Only then comes the 535, and then the next command.

    Where the log hides the responses, nothing tells that there was none. A server that closes at
    once leaves no time for one.
    """

    side = CLIENT
    spec = ("RFC 7628 section 3.2.3", "RFC 7628 section 3")
    must = "RFC 7628 section 3"
    wakes_on = replies()
    also = ("sequence/command-inside-auth",)
    bad = (
        """
        C: AUTH XOAUTH2 [redacted]
        S: 334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=
        C: MAIL FROM:<a@client.example>
           ^^^^
        S: 501 5.5.2 Cannot decode response
        """,
    )
    good = (
        """
        C: AUTH OAUTHBEARER [redacted]
        S: 334 eyJzdGF0dXMiOiI0MDAifQ==
        C: AQ==
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH XOAUTH2 [redacted]
        S: 334 eyJzdGF0dXMiOiI0MDAifQ==
        C:
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH XOAUTH2 [redacted]
        S: 334 eyJzdGF0dXMiOiI0MDAifQ==
        C: *
        S: 501 5.7.0 Authentication cancelled
        """,
        """
        C: AUTH XOAUTH2 [redacted]
        S: 334 eyJzdGF0dXMiOiI0MDAifQ==
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: NOOP
        S: 501 5.5.2 Cannot decode response
        """,
        """
        C: AUTH XOAUTH2 [redacted]
        S: 334 VXNlcm5hbWU6
        C: NOOP
        S: 501 5.5.2 Cannot decode response
        """,
        """
        DEBUG SMTP: trying to connect to host "mx.example.net", port 587, isSSL false
        220 mx.example.net ESMTP
        EHLO client.example
        250-mx.example.net
        250 AUTH XOAUTH2
        AUTH XOAUTH2
        334 eyJzdGF0dXMiOiI0MDAifQ==
        MAIL FROM:<a@client.example>
        535 5.7.8 Authentication failed
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: HELO client.example
        S: 501 5.5.2 Cannot decode response
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.state.token_error
            and x.state.shows(Sees.SASL)
            and (x.has(Form.AFTER_TOKEN_ERROR) or x.has(Form.LIKE_COMMAND))
        ):
            yield self.found("a token error in a 334 wants an answer before the next command")
