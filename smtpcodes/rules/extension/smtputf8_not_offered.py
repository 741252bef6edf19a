from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class Smtputf8NotOffered(Rule):
    """MAIL asks for SMTPUTF8, which is not offered.

    The server cannot keep the promise that the address arrives as it was written, so it answers
    `555`; one that does not look sends on what the next server will not read.

    RFC 6531: without the keyword in the EHLO reply the client must not send an internationalized
    message to this server. It returns it as undeliverable, or asks the user for an address in
    ASCII.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 6531 section 3.2", "RFC 5321 section 4.1.1.3")
    must = "RFC 6531 section 3.2"
    wakes_on = commands("MAIL")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 8BITMIME
        C: MAIL FROM:<a@client.example> SMTPUTF8
           ^^^
        S: 555 5.5.4 Unsupported option: SMTPUTF8
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-8BITMIME
        S: 250 SMTPUTF8
        C: MAIL FROM:<a@client.example> SMTPUTF8
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example> SMTPUTF8
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Envelope.SMTPUTF8) and x.state.lists("SMTPUTF8") is NO:
            yield self.found(
                "SMTPUTF8 is not offered: the message can't be sent to this server",
                related=(("hello", "what is offered"),),
            )
