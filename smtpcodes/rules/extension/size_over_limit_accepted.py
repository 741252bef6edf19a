from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar.envelope import LARGE
from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import Found, Rule, Seen, Suggestion, commands
from smtpcodes.session.events import UNKNOWN
from smtpcodes.session.exchange import Exchange

_SIZE = re.compile(rb"(?i) SIZE=([0-9]{1,20})(?: |\Z)")


class SizeOverLimitAccepted(Rule):
    """MAIL with a SIZE over the limit that was offered is accepted.

    The client sends all of the message before it hears that it is too large; that refusal before the transfer is what
    the parameter is for.

    RFC 1870: a message that is declared larger than the fixed maximum gets `552` at MAIL. `452` is right where there
    is no room just now.
    """

    spec = ("RFC 1870 section 6.1",)
    wakes_on = commands("MAIL")
    suggests = Suggestion(552, "5.3.4")
    since = "0.2"
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE 10240000
        C: MAIL FROM:<a@client.example> SIZE=10240001
        S: 250 2.1.0 Ok
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE 1000
        C: MAIL FROM:<a@client.example> SIZE=1001
        S: 250 2.1.0 Ok
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 10240000
        C: MAIL FROM:<a@client.example> SIZE=10240000
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 10240000
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 552 5.3.4 Message size exceeds fixed limit
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 0
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example> SIZE=1024
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 10240000
        C: MAIL FROM:<a@client.example> SIZE=10240001
        S: 250 2.1.0 Ok
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        offers = x.state.offers
        if not x.accepted or not x.has(Envelope.SIZE) or offers is UNKNOWN or x.state.doubt:
            return False
        return 0 < offers.size and (x.has(Envelope.LARGE) or offers.size < LARGE)

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        offers = exchange.exchange.state.offers
        size = _SIZE.search(exchange.command.argument)
        if offers is not UNKNOWN and size is not None and int(size[1]) > offers.size:
            yield self.found(
                "a SIZE over the limit that was offered is accepted: 552 is due",
                related=(("hello", "the limit is offered here"),),
            )
