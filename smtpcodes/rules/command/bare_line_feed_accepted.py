from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import ERROR, Found, Rule, replies
from smtpcodes.session.exchange import NO_COMMAND, Exchange


class BareLineFeedAccepted(Rule):
    """A line feed alone ends a command.

    A server that ends lines where other servers do not can be made to see commands, or the end of a
    message, that nobody sent: mail is smuggled in behind another's (CVE-2023-51764 and its kin).

    RFC 5321: a line ends with CRLF, and a receiver must not take a line feed alone for it. A
    command with a line feed inside gets one reply, whichever it is; a second one tells that its
    rest was taken for a command. Most logs can't show it, for they have lines. What ``check``
    records has `\\x0a` where the line feed was.
    """

    level = ERROR
    spec = ("RFC 5321 section 2.3.8",)
    must = "RFC 5321 section 2.3.8"
    wakes_on = replies()
    since = "0.2"
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP\\x0aRSET
        S: 250 2.0.0 Ok
        S: 250 2.0.0 Ok
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP\\x0aRSET
        S: 250 2.0.0 Ok
        C: NOOP
        S: 250 2.0.0 Ok
        """,
        """
        C: NOOP
        S: 250 2.0.0 Ok
        S: 250 2.0.0 Ok
        """,
        """
        C: NOOP\\x0aRSET
        S: 250 2.0.0 Ok
        S: 421 4.4.2 Timeout
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.verb == NO_COMMAND and x.state.bare_line_feed and x.code != 421:
            yield self.found(
                "a second reply to one command: its line feed was taken for a line end"
            )
