from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import UNKNOWN
from smtpcodes.session.exchange import Exchange

SYNTAX = frozenset((500, 501, 502, 504))


class UnknownParameterNot555(Rule):
    """A parameter of MAIL or RCPT that no offered extension defines is not answered with 555.

    Where it is accepted the client believes that it was understood; where 501 or 500 answers, it
    takes its own line for malformed and gives the address up, though the same line without the
    parameter would do.

    RFC 5321: a server that does not recognise a parameter returns `555`.

    It is no finding where the EHLO reply has a keyword that is not known here, for that may define
    the parameter, nor where the reply is about something else: the address, a log-in, the order of
    commands.
    """

    spec = ("RFC 5321 section 4.1.1.11",)
    wakes_on = commands("MAIL", "RCPT")
    suggests = Suggestion(555, "5.5.4")
    since = "0.2"
    also = ("command/parameter-malformed",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example> XFROB=1
        S: 250 2.1.0 Ok
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example> XFROB=1
        S: 501 5.5.4 Malformed address
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example> XFROB=1
        S: 555 5.5.4 Unsupported option: XFROB=1
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 XFROB
        C: MAIL FROM:<a@client.example> XFROB=1
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> XFROB=1
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example> XFROB=1
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example> XFROB=1
        S: 501 5.5.4 Unknown parameter
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 1000
        C: MAIL FROM:<a@client.example> SIZE=big XFROB=1
        S: 501 5.5.4 Bad size
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        offers = x.state.offers
        if (
            not x.has(Envelope.UNKNOWN_PARAMETER)
            or x.has(Envelope.BAD_PARAMETER)
            or offers is UNKNOWN
            or offers.unknown
            or x.state.doubt
        ):
            return
        if x.accepted or x.code in SYNTAX:
            how = "is accepted" if x.accepted else f"gets {x.code}"
            yield self.found(
                f"a parameter of {x.verb} that is not offered {how}: 555 is due",
                related=(("hello", "what is offered"),),
            )
