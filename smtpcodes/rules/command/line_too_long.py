from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.grammar.envelope import Envelope
from smtpcodes.rules.base import CLIENT, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange

_EXTENDED = Envelope.SIZE | Envelope.DSN | Envelope.SMTPUTF8 | Envelope.REQUIRETLS | Envelope.BODY_8BITMIME | Envelope.BODY_BINARYMIME


class LineTooLong(Rule):
    """A command line is over 512 octets.

    A server may cut it, or answer `500` and take what follows for the next command. Long lines are also how old servers were attacked,
    so that some close the connection.

    RFC 5321: a command line has at most 512 octets with its CRLF. Extensions that add parameters raise the limit of MAIL and RCPT, and
    AUTH has 12288; those are not judged here.
    """

    side = CLIENT
    spec = ("RFC 5321 section 4.5.3.1.4",)
    wakes_on = replies()
    bad = ("""
        C: NOOP """ + "x" * 520 + """
           ^^^
        S: 500 5.5.6 Line too long
        """,)
    good = ("""
        C: AUTH PLAIN """ + "QUFB" * 150 + """
        S: 235 2.7.0 Authentication successful
        """, """
        C: MAIL FROM:<a@client.example> BODY=8BITMIME ENVID=""" + "x" * 500 + """
        S: 250 2.1.0 Ok
        """)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.form & (Form.LONG | Form.TOO_LONG) and not x.in_auth and x.verb != "OTHER" and x.state.shows(Sees.COMMANDS | Sees.REPLIES):
            if not x.form & (_EXTENDED | Form.AUTH_PARAMETER):
                yield self.found(f"the line of {x.verb} is over 512 octets")
