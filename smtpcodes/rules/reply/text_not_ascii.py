from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import UNKNOWN, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class TextNotAscii(Rule):
    """The text of the reply is not ASCII.

    In which encoding it stands nobody can know: users may see question marks, a program may stop
    with an error of decoding, and the reason of the refusal is lost with both.

    RFC 5321: the text is printable US-ASCII. RFC 6531 allows UTF-8 in replies to a transaction that
    asked for SMTPUTF8. Write the text in ASCII, with a web address where more is to be said.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.2", "RFC 6531 section 3.7.4")
    wakes_on = replies()
    also = (
        "reply/unexpected-for-command",
        "sequence/rcpt-before-mail",
    )
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentification refusée
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 <b@grün.example> unknown
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<grün@client.example> SMTPUTF8
        S: 250 2.1.0 <grün@client.example> ok
        C: RCPT TO:<b@grün.example>
        S: 550 5.1.1 <b@grün.example> unknown
        """,
        """
        C: AUTH LOGIN
        S: 334 …
        """,
        """
        C: VRFY grün SMTPUTF8
        S: 252 2.0.0 grün
        """,
        """
        C: NOOP
        S: 250 2.0.0 Ok
        """,
        """
        Nov 23 22:50:00 mx postfix/smtpd[4242]: NOQUEUE: reject: ETRN from client.example[192.0.2.7]: 550 5.1.1 <b@grün.example> unknown; from=<a@client.example> to=<b@example.org> proto=ESMTP helo=<client.example>
        """,  # noqa: E501
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 <b@grün.example> unknown
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            not x.has(ReplyForm.NON_ASCII)
            or x.state.utf8
            or not x.state.shows(Sees.RAW | Sees.REPLIES)
            or x.verb in ("MAIL", "VRFY", "EXPN", "UNKNOWN")
        ):
            return
        if (
            x.verb in ("RCPT", "DATA", "MESSAGE", "BDAT") and x.state.transaction is UNKNOWN
        ):  # MAIL was not seen
            return
        if x.code != 334:
            yield self.found(f"the text of this {x.code} is not ASCII")
