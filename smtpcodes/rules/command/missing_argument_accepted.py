from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import MEDIUM, Found, Rule, Suggestion, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class MissingArgumentAccepted(Rule):
    """EHLO, MAIL or RCPT with no argument is accepted.

    A client that sends such a line has a fault, and is told that all is well: the name it greets
    with stays empty in the logs, and a message goes on with a sender or a recipient that nobody
    named.

    RFC 5321: the argument is no option in the grammar of these commands, and `501` is the reply to
    a line whose arguments are wrong.

    Some logs show verbs alone, and pages lose what stands in angle brackets: it takes an earlier
    hello, MAIL or RCPT of the session with its argument to tell that nothing was left out. Of the
    first hello MAIL tells it, where it comes.
    """

    spec = ("RFC 5321 section 4.1.1", "RFC 5321 section 4.3.2")
    wakes_on = commands("EHLO", "HELO", "LHLO", "MAIL", "RCPT")
    suggests = Suggestion(501, "5.5.4")
    since = "0.2"
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        C: EHLO
        S: 250 mx.example.net
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL
        S: 250 2.1.0 Ok
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: HELO
        S: 250 mx.example.net
           ^^^
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO
        S: 250-mx.example.net
           ^^^
        S: 250 SIZE
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL
        S: 501 5.5.4 Syntax: MAIL FROM:<address>
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO
        S: 250 mx.example.net
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO
        S: 250 mx.example.net
        C: MAIL
        S: 250 2.1.0 Ok
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<>
        S: 250 2.1.0 Ok
        """,
        """
        CLIENT -> SERVER: HELO client.example
        SERVER -> CLIENT: 250 mx.example.net
        CLIENT -> SERVER: EHLO
        SERVER -> CLIENT: 250 mx.example.net
        """,
        """
        C: HELO client.example
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
        C: EHLO
        S: 250 mx.example.net
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.doubt or not x.state.shows(Sees.COMMANDS | Sees.REPLIES | Sees.RAW):
            return
        shown = x.state.worded or x.state.shows(Sees.WIRE)
        if x.accepted and not x.form & (Form.ARGUMENT | Form.ASSUMED) and shown:
            yield self.found(f"{x.verb} with no argument is accepted: 501 is due")
        elif x.verb == "MAIL" and x.has(Form.ARGUMENT) and x.state.nameless and not shown:
            yield self.found(
                "a hello with no argument is accepted: 501 is due",
                at="related",
                related=(("hello", "accepted here"),),
                confidence=MEDIUM,
            )
