from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class LongLineNot500(Rule):
    """A SASL line is refused as too long with another code than 500.

    The line, not the password, is the trouble: a client with a large token or ticket has to take
    another mechanism, and its user can do nothing about it. 535 sends them to the password, 521 and
    554 make it look as if there were no service.

    RFC 4954 section 4 has 500 for a line longer than the server's buffer, and SHOULD have `5.5.6`
    ("Authentication Exchange line is too long"). The buffer has to hold the longest response of
    each mechanism that is offered; 12288 octets were called sufficient.

    It is no finding where a long line is refused for what it says: a server may well read 20000
    octets and find no valid credentials in them. 421 tells a client to come back later with the
    same line; past 12288 octets a server may close all the same.
    """

    spec = ("RFC 4954 section 4", "RFC 4954 section 6")
    wakes_on = commands("AUTH", "SASL", "NONE")
    suggests = Suggestion(500, "5.5.6")
    yields_to = ("sequence/auth-after-success-not-503", "sequence/auth-in-transaction-not-503")
    also = (
        "command/line-too-long",
        "reply/invalid-code",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.5.6 Line too long
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 521 Command line too long
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Line too long, closing
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.0 Authentication failed
        S: 421 4.7.0 Command too long, possible attack
           ^^^
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 3125
        + """QQEB
        S: 535 5.5.6 Refused
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 500 5.5.6 Authentication exchange line is too long
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Too many failures, closing
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        S: 421 4.4.2 Timeout exceeded
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        S: 421 4.7.0 Line too long, closing
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.0 Authentication failed
        S: 554 5.5.6 Line too long
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 3125
        + """QQEB
        S: 421 4.7.0 Line too long, closing
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 3125
        + """QQEB
        S: 535 Authentication failed
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.5.6 Authentication failed
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 635 5.5.6 Line too long
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        after_auth = x.code == 421 and x.state.after_failure
        if not (x.in_auth or after_auth) or not x.refused or x.code == 500:
            return
        if x.code == 421 and x.has(Form.TOO_LONG):
            return  # over 12288 octets nothing more need be read
        if x.text is TextClass.TOO_LONG or (
            (x.enhanced or "").endswith(".5.6") and x.has(Form.TOO_LONG)
        ):
            yield self.found(f"a line that is too long is refused with {x.code}, not 500")
