from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class RcptBeforeMail(Rule):
    """RCPT is sent with no MAIL accepted.

    After a refused MAIL there is no transaction; a client that goes on sends recipients into
    nothing, and reports "bad sequence" where the first refusal had told the reason.

    RFC 5321: MAIL comes first; the server must answer `503`. Stop at the first refusal and show its
    text.

    Pipelined commands are no fault: they were on their way when the refusal came.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 3.3", "RFC 5321 section 4.1.4")
    must = "RFC 5321 section 3.3"
    wakes_on = commands("RCPT")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
           ^^^
        S: 503 5.5.1 MAIL first
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^ related
        C: RCPT TO:<b@example.org>
           ^^^
        S: 503 5.5.1 MAIL first
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 530 5.7.0 Authentication required
        S: 503 5.5.1 MAIL first
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        """,
        """
        S: 421 mx.example.net Too busy
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
        S: 503 5.5.1 MAIL first
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.in_transaction is not NO or x.state.closing or x.in_batch:
            return
        if x.state.mail_refused:
            yield self.found(
                "RCPT after MAIL was refused: there is no transaction",
                related=(("mail refused", "MAIL was refused here"),),
            )
        else:
            yield self.found("RCPT with no MAIL accepted")
