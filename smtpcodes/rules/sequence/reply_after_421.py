from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import NOTE, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class ReplyAfter421(Rule):
    """The session goes on after 421.

    `421` says that the server closes now. A client that believes it closes as well and tries again
    later; where the server meant only this one command, a `450` or `451` would have kept the
    session and the other recipients.

    RFC 5321: a server says 421 when it has to shut down, and closes after it. QUIT may still be
    answered, and so may commands that were under way.
    """

    level = NOTE
    spec = ("RFC 5321 section 3.8", "RFC 5321 section 4.2.2")
    wakes_on = replies()
    also = (
        "reply/unsolicited",
        "extension/group-not-ended",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 421 4.7.0 Try again later
        C: RSET
        S: 250 2.0.0 Ok
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 421 4.7.0 Try again later
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 421 4.7.0 Try again later
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: NOOP
        S: 250 2.0.0 Ok
        """,
        """
        S: 554 mx.example.net No service
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 421 4.7.0 Try again later
        C: RSET
        S: 250 2.0.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP
        S: 421 4.7.0 Try again later
        S: 250 2.0.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: NOOP
        S: 421 4.3.2 Shutting down
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        SMTP>> 220 mx.example.net ESMTP
        SMTP<< NOOP
        SMTP>> 421 4.7.0 Try again later
        SMTP<< NOOP
        SMTP>> 250 2.0.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: NOOP
        S: 421 4.3.2 Shutting down
        C: NOOP
        S: 421 4.3.2 Shutting down
        """,
        """
        S: 220 mx.example.net ESMTP
        C: NOOP
        C: RSET
        S: 421 4.7.0 Try again later
        S: 250 2.0.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            not state.closing
            or state.greeting != 220
            or state.doubt
            or x.code in (0, 421, 221)
            or not x.shown
        ):
            return
        if (
            x.verb not in ("CONNECT", "QUIT", "EHLO", "HELO", "LHLO")
            and not x.has(Form.PIPELINED)
            and state.shows(Sees.ORDER | Sees.REPLIES)
        ):
            yield self.found(
                f"{x.code} to {x.verb} after 421: the session was to be closed", confidence="medium"
            )
