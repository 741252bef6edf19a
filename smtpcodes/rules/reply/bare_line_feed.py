from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import WARNING, Found, Rule, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class BareLineFeed(Rule):
    """A line feed alone ends a line of the reply.

    A client that waits for CRLF waits until its time is up, or takes two lines for one. A lenient
    one takes it, so the author of the server may never notice.

    RFC 5321: lines end with CRLF, and nothing else is sent for a line end. Most logs can't show it,
    for they have lines. What `check` records has `\\x0a` where the line feed was.
    """

    level = WARNING
    spec = ("RFC 5321 section 2.3.8",)
    must = "RFC 5321 section 2.3.8"
    wakes_on = replies()
    since = "0.2"
    bad = (
        """
        C: NOOP
        S: 250 2.0.0 Ok\\x0a
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net\\x0a
           ^^^
        S: 250 HELP
        """,
        """
        C: NOOP\\x0aRSET
        S: 500 Error: command "NOOP\\x0a
           ^^^
        """,
    )
    good = (
        """
        C: NOOP\\x0a
        S: 250 2.0.0 Ok\\x0a
        """,
        """
        C: NOOP
        S: 250 2.0.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>\\x0a
        S: 250 2.1.0 Ok\\x0a
        """,
        """
        C: NOOP
        S: 250 2.0.0 Ok\\x0d\\x0a
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        # a log that shows line ends so on both sides shows how it writes, not what was sent
        if x.has(ReplyForm.BARE_LINE_FEED) and not x.has(Form.LINE_FEED_END):
            yield self.found("a line of the reply ends with a line feed alone")
