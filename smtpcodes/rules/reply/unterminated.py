from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import UNKNOWN, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class Unterminated(Rule):
    """The last line of the reply has a hyphen after its code.

    A hyphen says that more lines follow. The client waits for them until its timeout, five minutes
    for most commands and ten after the message (RFC 5321 section 4.5.3.2), and then reports that
    the server does not answer.

    RFC 5321: every line but the last has a hyphen, the last one has a blank. A program that pastes
    texts of several lines into a reply may get this wrong.

    A log that was cut, or that leaves lines out, looks the same; so this is no more than a hint.
    Many logs keep the first line of a reply alone: of a single line it is said only where the
    reply to EHLO stands there whole.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.2.1",)
    wakes_on = replies()
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^
        S: 250-SIZE 35882577
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 35882577
        C: MAIL FROM:<a@client.example>
        S: 250-2.1.0 Ok
           ^^^
        C: QUIT
        S: 221 2.0.0 Bye
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 35882577
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-AUTH
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250-2.1.0 Ok
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 35882577
        C: EHLO client.example
        S: 250-mx.example.net
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        SERVER -> CLIENT: 220 mx.example.net ESMTP
        CLIENT -> SERVER: EHLO client.example
        SERVER -> CLIENT: 250-mx.example.net
        SERVER -> CLIENT: 250-SIZE 35882577
        CLIENT -> SERVER: QUIT
        SERVER -> CLIENT: 221 2.0.0 Bye
        """,
        """
        S: 250-mx.example.net
        S: 250-SIZE
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        S: 354 Go on
        C: NOOP
        S: 250-2.0.0 Ok
        S: 250-2.0.0 Ok
        C: NOOP
        S: 250 2.0.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.has(ReplyForm.UNTERMINATED)
            and (x.has(ReplyForm.MULTILINE) or (not x.hello and _lists(x)))
            and not x.has(ReplyForm.CUT)
            and x.shown
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES | Sees.RAW)
            and not x.state.doubt
        ):
            yield self.found(
                "the last line of the reply has a hyphen: the client waits for more",
                confidence="low",
            )


def _lists(x: Exchange) -> bool:
    """Does the log hold every line of the reply to EHLO?"""
    return x.state.offers is not UNKNOWN and bool(x.state.offers.keywords)
