from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello

_OTHERWISE = (TextClass.WANTS_TLS, TextClass.WANTS_AUTH)


class MailRefusedAfterReset(Rule):
    """`503` answers a MAIL that opens a transaction.

    A client that gives one message up and goes on with the next is refused for as long as the
    connection lasts. It may take that for a fault of its own, and the mail waits.

    RFC 5321: RSET throws away the sender, the recipients and the data. After it MAIL is in order,
    as it is after a hello and after a message: `250`, or a refusal of this sender.

    A server that wants a log-in, or TLS, before it takes mail may say so in words with 503: that is
    a case of other rules. What came before the log began is not known either.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.1.1.5",)
    must = "RFC 5321 section 4.1.1.5"
    wakes_on = commands("MAIL")
    since = "0.2"
    suggests = Suggestion(250, "2.1.0")
    also = ("sequence/nested-mail", "sequence/mail-before-ehlo")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RSET
        S: 250 2.0.0 Ok
        C: MAIL FROM:<b@client.example>
        S: 503 5.5.1 Nested MAIL command
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: MAIL FROM:<b@client.example>
        S: 503 5.5.1 Nested MAIL command
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 Not now
        """,
        """
        S: 220 mx.example.net ESMTP
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 EHLO first
        """,
        """
        C: RSET
        S: 250 2.0.0 Ok
        C: MAIL FROM:<b@client.example>
        S: 503 5.5.1 Nested MAIL command
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.code != 503
            or state.in_transaction is not NO
            or state.whole is not YES
            or not isinstance(state.hello, Hello)
            or not state.shows(Sees.COMMANDS | Sees.REPLIES | Sees.ORDER)
        ):
            return
        if state.doubt or state.closing or x.has(Form.PIPELINED) or x.text in _OTHERWISE:
            return
        if state.authenticated is YES or state.offers_auth is NO:
            yield self.found("503 to MAIL, and no transaction is open")
