from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class BodyNotOffered(Rule):
    """MAIL asks for BODY=8BITMIME or BODY=BINARYMIME, which is not offered.

    The server takes seven bits. It may refuse with `555`, or take the message and cut the eighth
    bit off: then the accents are gone, and no one is told.

    RFC 6152 and RFC 3030: where the server does not offer it, the client converts the message
    (quoted-printable, base64) or gives it back as undeliverable. It never sends it as it is.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 6152 section 3", "RFC 3030 section 3", "RFC 5321 section 2.4")
    must = "RFC 5321 section 2.4"
    wakes_on = commands("MAIL")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE
        C: MAIL FROM:<a@client.example> BODY=8BITMIME
           ^^^
        S: 555 5.5.4 Unsupported option: BODY=8BITMIME
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 8BITMIME
        C: MAIL FROM:<a@client.example> BODY=8BITMIME
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 8BITMIME
        C: MAIL FROM:<a@client.example> BODY=7BIT
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        for flag, keyword in (
            (Envelope.BODY_8BITMIME, "8BITMIME"),
            (Envelope.BODY_BINARYMIME, "BINARYMIME"),
        ):
            if x.has(flag) and x.state.lists(keyword) is NO:
                yield self.found(
                    f"BODY={keyword} is not offered: convert the message",
                    related=(("hello", "what is offered"),),
                )
