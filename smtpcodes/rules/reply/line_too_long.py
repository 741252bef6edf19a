from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class LineTooLong(Rule):
    """A line of the reply is over 512 octets.

    A client with a buffer of 512 octets may take the rest for the next line; the code at its
    beginning is then a piece of the text.

    RFC 5321: a reply line has at most 512 octets with code and CRLF. Longer texts go on several
    lines. Challenges (334) are another matter: SASL sets their length.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.5.3.1.5",)
    wakes_on = replies()
    bad = (
        """
        C: NOOP
        S: 250 2.0.0 """
        + "x" * 520
        + """
           ^^^
        """,
    )
    good = (
        """
        C: NOOP
        S: 250 2.0.0 """
        + "x" * 300
        + """
        """,
        """
        C: AUTH GSSAPI
        S: 334 """
        + "QUFB" * 150
        + """
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,NOOP,
        192.0.2.10:587,192.0.2.7:56026,>,250 2.0.0 """
        + "QUFB" * 130
        + """,
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(ReplyForm.LONG_LINE) and x.code != 334 and x.state.shows(Sees.RAW):
            yield self.found("a line of the reply is over 512 octets")
