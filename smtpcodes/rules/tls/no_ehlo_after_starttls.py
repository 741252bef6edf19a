from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class NoEhloAfterStarttls(Rule):
    """The first command after STARTTLS is not EHLO.

    What the server offered in clear is void: somebody on the way may have written it. A client that
    goes on uses mechanisms and extensions that nobody has confirmed.

    RFC 3207: both sides discard what they knew, and the client should send EHLO as its first
    command. Servers that answer `503` are right.
    """

    side = CLIENT
    spec = ("RFC 3207 section 4.2",)
    should = "RFC 3207 section 4.2"
    wakes_on = commands("AUTH", "MAIL", "RCPT", "DATA", "STARTTLS", "VRFY", "EXPN", "BDAT", "ETRN")
    bad = (
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
           ^^^ related
        C: AUTH PLAIN [redacted]
           ^^^
        S: 503 5.5.1 EHLO first
        """,
    )
    good = (
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: STARTTLS
        C: MAIL FROM:<a@client.example>
        S: 220 2.0.0 Ready to start TLS
        """,
        """
        Nov 23 22:50:00 mx postfix/smtpd[4242]: connect from client.example[192.0.2.7]
        Nov 23 22:50:00 mx postfix/smtpd[4242]: Anonymous TLS connection established from client.example[192.0.2.7]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
        Nov 23 22:50:01 mx postfix/smtpd[4242]: NOQUEUE: reject: MAIL from client.example[192.0.2.7]: 530 5.7.0 Authentication required; proto=ESMTP helo=<client.example>
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.state.after_starttls
            and x.state.shows(Sees.COMMANDS)
            and not x.has(Form.AFTER_STARTTLS)
        ):
            yield self.found(
                f"{x.verb} after STARTTLS: EHLO comes first again",
                related=(("starttls", "TLS began here"),),
            )
