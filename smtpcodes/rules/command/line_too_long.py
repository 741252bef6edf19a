from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import CLIENT, Found, Rule, Seen, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange

_LONGER = frozenset(
    ("SASL", "OTHER", "BURL", "XCLIENT", "XFORWARD", "UNKNOWN")
)  # others may be longer, or are no known command


class LineTooLong(Rule):
    """A command line is over 512 octets.

    A server may cut it, or answer `500` and take what follows for the next command. Long lines are
    also how old servers were attacked, so that one may close the connection.

    RFC 5321: a command line has at most 512 octets with its CRLF. Extensions may raise that: those
    with parameters do for MAIL and RCPT (notifications, priorities, times of delivery), BURL
    carries a whole address of the web. Those are not judged here.

    AUTH is no exception: where an initial response would make the line longer, the client MUST NOT
    send it there (RFC 4954 section 4). Send `AUTH` and the mechanism alone, and the response after
    `334`; such a response may be longer. Servers may take the long line, so nothing is said
    unless one refuses it for its length.
    """

    side = CLIENT
    spec = ("RFC 5321 section 4.5.3.1.4", "RFC 4954 section 4")
    also = ("auth/legal-line-rejected",)
    wakes_on = replies()
    bad = (
        """
        C: NOOP """
        + "x" * 520
        + """
           ^^^
        S: 500 5.5.6 Line too long
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<"""
        + "x" * 520
        + """@example.org>
           ^^^
        S: 501 5.1.3 Bad recipient address syntax
        """,
        """
        C: AUTH PLAIN """
        + "QUFB" * 150
        + """
           ^^^
        S: 500 5.5.6 Line too long
        """,
        """
        C: AUTH PLAIN """
        + "QUFB" * 130
        + """
           ^^^
        S: 500 Line too long
        """,
        """
        C: AUTH PLAIN """
        + "QUFB" * 130
        + """
           ^^^
        S: 500 5.5.6 Refused
        """,
        """
        C: NOOP """
        + "QUFB" * 3125
        + """
           ^^^
        S: 500 5.5.2 Line too long
        """,
    )
    good = (
        """
        C: AUTH PLAIN """
        + "QUFB" * 150
        + """
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH GSSAPI
        S: 334 QUFB
        C: """
        + "QUFB" * 150
        + """
        S: 500 5.5.6 Line too long
        """,
        """
        C: AUTH PLAIN """
        + "QUFB" * 150
        + """
        S: 500 5.5.1 Unrecognized command
        """,
        """
        C: MAIL FROM:<a@client.example> BODY=8BITMIME ENVID="""
        + "x" * 500
        + """
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example> XOORIG="""
        + "x" * 500
        + """
        S: 250 2.1.0 Ok
        """,
        """
        C: AUTH PLAIN QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB
        S: 500 5.5.6 Line too long
        """,
        """
        C: VRFY aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        S: 500 5.5.6 Line too long
        """,
        """
        C: VRFY """
        + "a" * 480
        + """
        S: 252 2.0.0 Cannot tell
        """,
        """
        C: RCPT TO:<b@example.org> ORCPT=rfc822;"""
        + "a" * 497
        + """@example.org>
        S: 555 5.5.4 Unsupported option
        """,
        """
        C: AUTH PLAIN """
        + "QUFB" * 130
        + """
        S: 535 Authentication failed
        """,
        """
        C: RCPT TO:"""
        + "QUFB" * 130
        + """@example.net
        S: 501 5.5.4 Too long
        """,
        """
        C: AUTH PLAIN """
        + "QUFB" * 130
        + """
        S: 235 2.5.6 Welcome
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.verb not in ("MAIL", "RCPT") and _long(x):
            yield self.found(f"the line of {x.verb} is over 512 octets")

    def wants_text(self, x: Exchange) -> bool:
        return x.verb in ("MAIL", "RCPT") and _long(x)

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        argument = exchange.command.argument
        if argument.endswith(b">") and b"> " not in argument:  # no parameters
            yield self.found(f"the line of {exchange.exchange.verb} is over 512 octets")


def _long(x: Exchange) -> bool:
    return (
        (x.has(Form.LONG) or x.has(Form.TOO_LONG))
        and x.verb not in _LONGER
        and (x.verb != "AUTH" or _refused_for_length(x))
        and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
    )


def _refused_for_length(x: Exchange) -> bool:
    return x.refused and (x.text is TextClass.TOO_LONG or (x.enhanced or "").endswith(".5.6"))
