from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello


class AuthBeforeEhlo(Rule):
    """AUTH is sent before a successful EHLO.

    AUTH is an extension: a client may use it only after the server has offered it in its reply to
    `EHLO`. `HELO` offers nothing. Servers reply 503 (or 500, 502 after `HELO`), by custom
    and by no RFC; it says nothing of the credentials.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.4", "RFC 4954 section 3")
    wakes_on = commands("AUTH")
    bad = (
        """
        S: 220 mx.example.net ESMTP
           ^^^ related
        C: AUTH PLAIN [redacted]
           ^^^
        S: 503 5.5.1 EHLO first
        """,
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
           ^^^ related
        C: AUTH PLAIN [redacted]
           ^^^
        S: 503 5.5.1 AUTH not available after HELO
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: HELO client.example
        S: 250 mx.example.net
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 AUTH not available after HELO
        """,
        """
        S: 554 mx.example.net No service
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 Bad sequence of commands
        """,
        """
        S: 421 mx.example.net Too busy
        C: HELO client.example
        S: 250 mx.example.net
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 Bad sequence of commands
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.whole is not YES or x.state.closing:
            return
        if x.state.hello is NO:
            what = (
                "after STARTTLS, EHLO comes first again"
                if x.state.after_starttls
                else "EHLO comes first"
            )
            yield self.found(
                f"AUTH before EHLO: {what}", related=(("greeting", "the session begins here"),)
            )
        elif x.state.hello is Hello.HELO:
            yield self.found(
                "AUTH after HELO: extensions need EHLO",
                related=(("hello", "HELO, which offers nothing"),),
            )
