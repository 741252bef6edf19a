from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar.envelope import LARGE
from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import Found, Rule, Seen, Suggestion, commands
from smtpcodes.session.events import UNKNOWN
from smtpcodes.session.exchange import Exchange

MOST = 10**20  # of twenty digits (RFC 1870 section 3)
_SIZE = re.compile(rb"(?i) SIZE=([0-9]{1,20})(?: |\Z)")


class SizeOverLimitAccepted(Rule):
    """MAIL with a SIZE over the limit that was offered is accepted.

    The client sends all of the message before it hears that it is too large; that refusal before
    the transfer is what the parameter is for.

    RFC 1870: a message that is declared larger than the fixed maximum gets `552` at MAIL. `452` is
    right where there is no room just now.
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
        if not x.accepted or not x.has(Envelope.SIZE) or x.state.doubt:
            return False
        return 0 < _limit(x) < (MOST if x.has(Envelope.LARGE) else LARGE)

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        size = max(map(int, _SIZE.findall(exchange.command.argument)), default=0)
        if size > _limit(exchange.exchange):
            yield self.found(
                "a SIZE over the limit that was offered is accepted: 552 is due",
                related=(("hello", "the limit is offered here"),),
            )


def _limit(x: Exchange) -> int:
    """The size that was offered, 0 if none was."""
    offers = x.state.offers
    return 0 if offers is UNKNOWN else offers.size
