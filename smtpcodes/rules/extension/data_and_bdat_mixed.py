from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, HIGH, MEDIUM, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class DataAndBdatMixed(Rule):
    """DATA is sent in a transaction that has a BDAT.

    Half of the message has gone by BDAT; the server cannot put the two together and answers `503`.

    RFC 3030: the two cannot be used in one transaction, and after the `503` nobody knows its state.
    Go on with BDAT and end with LAST, or send RSET and begin anew. In the next transaction DATA is
    fine.

    Where the server goes on with `354`, the log may have lost the LAST or the RSET; this is less
    sure then.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 3030 section 2",)
    wakes_on = commands("DATA")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^ related
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0
        S: 250 2.0.0 Ok
        C: DATA
           ^^^
        S: 503 5.5.1 DATA not permitted after BDAT
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0 LAST
        S: 250 2.0.0 Ok
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0
        S: 250 2.0.0 Ok
        C: RSET
        S: 250 2.0.0 Ok
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: DATA
        S: 354 Go ahead
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0
        S: 250 2.0.0 Ok
        C: DATA
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 CHUNKING
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0
        S: 250 2.0.0 Ok
        C: DATA
        S: 354 Go ahead
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.chunked and x.code and not x.state.doubt:
            yield self.found(
                "DATA after BDAT in one transaction: go on with BDAT, or RSET",
                related=(("mail", "the transaction begins here"),),
                confidence=MEDIUM if x.code == 354 else HIGH,
            )
