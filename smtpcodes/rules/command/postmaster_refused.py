from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Seen, Suggestion, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange

_POSTMASTER = re.compile(rb"TO: ?<postmaster>", re.IGNORECASE)
_NOBODY = ("5.1.1", "5.1.2", "5.1.3", "5.1.6")  # no such mailbox, host, address; it has moved


def _no_address(x: Exchange) -> bool:
    return x.code in (500, 501, 502, 504, 553) and not (x.enhanced or "").startswith("5.7.")


def _nobody(x: Exchange) -> bool:
    unknown = x.text is TextClass.REVEALS_USER
    return x.code == 550 and (x.enhanced in _NOBODY if x.enhanced else unknown)


class PostmasterRefused(Rule):
    """RCPT TO:<Postmaster> is refused as no address, or as nobody.

    Whoever has a question about this server's mail writes to that name. The mail comes back, and
    nobody here learns what is wrong.

    RFC 5321: a server that delivers or relays must take `<Postmaster>`, with no domain, in letters
    of any size. It needs the mailbox, too: an alias will do. Who is refused by policy, or for want
    of a relay, is no case of it: an attack is a reason to block even this name.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.5.1",)
    must = "RFC 5321 section 4.5.1"
    wakes_on = commands("RCPT")
    since = "0.2"
    suggests = Suggestion(250, "2.1.5")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<Postmaster>
        S: 501 5.1.3 Malformed destination address
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<postmaster>
        S: 550 5.1.1 User unknown
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<Postmaster>
        S: 250 2.1.5 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<Postmaster>
        S: 550 relay not permitted
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<Postmaster>
        S: 553 5.7.1 Not from this network
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<root>
        S: 501 5.1.3 Malformed destination address
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return (
            x.verb == "RCPT"
            and (_no_address(x) or _nobody(x))
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
            and not x.state.doubt
        )

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        if _POSTMASTER.fullmatch(exchange.command.argument.strip()):
            code = exchange.exchange.code
            yield self.found(f"{code} to <Postmaster>: every server has to take this name")
