from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class DataAfterBinarymime(Rule):
    """DATA is sent although MAIL asked for BODY=BINARYMIME.

    DATA ends at a line with a dot, and a binary body may hold one, or no lines at all: the message
    would end in its middle.

    RFC 3030: BINARYMIME goes with BDAT alone; the server must answer DATA with `503`. Send BDAT, or
    encode the body and leave BINARYMIME out.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 3030 section 3",)
    wakes_on = commands("DATA")
    bad = (
        """
        C: MAIL FROM:<a@client.example> BODY=BINARYMIME
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
           ^^^
        S: 503 5.5.1 Binary body needs BDAT
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example> BODY=8BITMIME
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: MAIL FROM:<a@client.example> BODY=BINARYMIME
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0 LAST
        S: 250 2.0.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example> BODY=BINARYMIME
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-CHUNKING
        S: 250 BINARYMIME
        C: MAIL FROM:<a@client.example> BODY=BINARYMIME
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.binary and x.code and not x.state.doubt:
            yield self.found(
                "DATA after BODY=BINARYMIME: a binary body needs BDAT",
                related=(("mail", "asked for here"),),
            )
