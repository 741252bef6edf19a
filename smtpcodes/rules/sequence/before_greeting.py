from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, replies
from smtpcodes.session.events import YES, Sees
from smtpcodes.session.exchange import Exchange


class BeforeGreeting(Rule):
    """The client speaks before the greeting.

    Some servers wait a few seconds on purpose and refuse whoever does not (Postfix: postscreen):
    programs that send spam may be in such a hurry. Others take what came too early for the answer
    to something else.

    RFC 5321: a client should wait for the `220`, for up to five minutes, before the first command.
    The greeting may be a `554`, and then there is nothing to say but QUIT.

    Exim's PIPECONNECT lets a client that was here before send its commands with the connection;
    where the server offers it, nothing is said.
    """

    side = CLIENT
    spec = ("RFC 5321 section 4.3.1", "RFC 5321 section 4.5.3.2.1")
    should = "RFC 5321 section 4.3.1"
    wakes_on = replies()
    bad = (
        """
        C: EHLO client.example
           ^^^
        S: 220 mx.example.net ESMTP
           ^^^ related
        S: 250 mx.example.net
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: EHLO client.example
        C: MAIL FROM:<a@client.example>
        S: 220 mx.example.net ESMTP
        S: 250-mx.example.net
        S: 250-PIPELINING
        S: 250 PIPECONNECT
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        """,
        """
        C: EHLO client.example
        S: 421 mx.example.net Too busy
        S: 421 mx.example.net Too busy
        """,
        """
        SMTP<< EHLO client.example
        SMTP>> 220 mx.example.net ESMTP
        SMTP>> 250 mx.example.net
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.lists("PIPECONNECT") is YES or (
            x.offers is not None and "PIPECONNECT" in x.offers.keywords
        ):
            return
        if (
            x.has(Form.EARLY)
            and x.code
            and x.state.greeting == 220
            and x.state.shows(Sees.ORDER | Sees.REPLIES)
        ):
            yield self.found(
                f"{x.verb} comes before the greeting: wait for the 220",
                related=(("greeting", "the greeting"),),
                confidence="medium",
            )
