from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope, Form
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange

_MALFORMED = (
    Envelope.SPACED
    | Envelope.BARE
    | Envelope.NO_PREFIX
    | Envelope.NO_RECIPIENT
    | Envelope.NON_ASCII
    | Envelope.BAD_PARAMETER
)


class MisorderNot503(Rule):
    """A command out of order is refused with another code than 503.

    RCPT with no MAIL, or MAIL inside a transaction: the address is fine, the place is wrong. A
    `550` or `501` makes the client give the recipient up for good.

    RFC 5321: the server must answer `503` to a command that cannot be processed where it stands.
    What has a cause of its own is fine: `530`, `421`, `554` after a refused greeting, any code of
    the fourth hundred, a size or a parameter that is refused, an address that is malformed. Which
    of two errors a server looks at first is its own affair.
    """

    level = NOTE
    spec = ("RFC 5321 section 3.3", "RFC 5321 section 4.1.4")
    must = "RFC 5321 section 4.1.4"
    wakes_on = commands("RCPT", "MAIL", "DATA")
    suggests = Suggestion(503, "5.5.1")
    yields_to = (
        "auth/required-says-other-code",
        "reply/unexpected-for-command",
        "reply/unknown-code",
        "reply/invalid-code",
    )
    also = (
        "sequence/rcpt-before-mail",
        "sequence/nested-mail",
        "sequence/data-before-rcpt",
        "command/empty-recipient",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: MAIL FROM:<b@client.example>
        S: 501 5.5.4 Not now
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: DATA
        S: 502 ESMTP command error
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: DATA
        S: 554 5.5.1 No valid recipients
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
        S: 503 5.5.1 MAIL first
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 550 5.7.1 Refused
        S: 550 5.7.1 Refused
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 Your address is blocked
        C: RCPT TO:<b@example.org>
        S: 550 5.7.1 Your address is blocked
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 10240000
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: MAIL FROM:<b@client.example> SIZE=99999999
        S: 552 5.3.4 Message size exceeds fixed limit
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: MAIL FROM:<b@client.example>
        S: 452 4.2.2 Mailbox full
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<>
        S: 501 5.1.3 Bad recipient address syntax
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: DATA
        S: 502 5.5.1 Command not implemented
        """,
        """
        S: 554 mx.example.net No service
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        """,
        """
        SMTP<< MAIL FROM:<a@client.example>
        SMTP<< MAIL FROM:<a@client.example>
        SMTP>> 250 2.1.0 Ok
        SMTP>> 501 5.5.4 Not now
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        """,
        """
        S: 220 mx.example.net ESMTP
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        """,
        """
        C: DATA
        S: 502 5.5.1 Command not implemented
        """,
        """
        S: 220 mx.example.net ESMTP
        C: DATA
        S: 502 5.5.1 Command not implemented
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 No
        C: DATA
        S: 502 5.5.1 Command not implemented
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 550 5.1.1 No such user
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.code < 500
            or x.code in (503, 521, 530, 535, 552, 554, 555, 556)
            or x.envelope & _MALFORMED
            or state.doubt
            or state.closing
            or x.has(Form.PIPELINED)
        ):
            return
        if not state.shows(Sees.COMMANDS | Sees.REPLIES):
            return
        if (
            x.verb == "RCPT"
            and state.in_transaction is NO
            and not state.mail_refused
            and state.hello is not NO
        ):
            yield self.found(f"RCPT with no MAIL is refused with {x.code}, not 503")
        elif (
            x.verb == "DATA"
            and state.transaction is NO
            and not state.mail_refused
            and state.hello is not NO
        ):
            yield self.found(f"DATA with no MAIL is refused with {x.code}, not 503")
        elif x.verb == "MAIL" and state.in_transaction is YES:
            yield self.found(f"MAIL inside a transaction is refused with {x.code}, not 503")
