from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Seen, Suggestion, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange

_ABOUT_A_PARAMETER = (
    "auth",
    "param",
    "option",
    "argument",
    "recogni",
    "support",
    "implement",
    "syntax",
)


class MailAuthParameterRejected(Rule):
    """MAIL with AUTH= is refused for the parameter itself, though AUTH is offered.

    A relay that passes the original sender on, as it may wherever AUTH is offered, can't deliver
    anything: each message bounces with "unsupported parameter".

    RFC 4954 section 5: a server that supports AUTH supports the parameter of MAIL, from clients
    that are not logged in as well; it then treats the value as "<>". Answer `250 2.1.0`.

    530 for a missing log-in is right, 550 and 553 are about the sender, and 555 may be about
    another parameter of the same line.
    """

    level = ERROR
    spec = ("RFC 4954 section 5",)
    must = "RFC 4954 section 5"
    wakes_on = commands("MAIL")
    suggests = Suggestion(250, "2.1.0")
    also = ("extension/parameter-not-offered", "auth/required-says-other-code")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 555 5.5.4 Unsupported option: AUTH=
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 501 Was expecting MAIL arg syntax of FROM:<address>
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 500 5.5.4 Unknown MAIL FROM argument
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250-SIZE 1000
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> SIZE=10 AUTH=<>
        S: 555 5.5.4 Unsupported option: AUTH=<>
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH PLAIN
        C: MAIL FROM:<a@client.example> X AUTH=<>
        S: 501 5.5.4 Syntax error in parameters
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH PLAIN
        C: MAIL FROM:<a=b@client.example> AUTH=<>
        S: 501 5.5.4 Syntax error in parameters
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 530 5.7.0 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> AUTH=<> XFOO=1
        S: 555 5.5.4 Unsupported option: XFOO=1
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 555 5.5.4 Unsupported option: AUTH=
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: MAIL FROM:<a@client.example>
        S: 501 5.5.4 Syntax error in parameters
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 501 5.1.7 Malformed address
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 502 5.7.0 Please authenticate first
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 550 5.7.1 Option not supported for this sender
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-SIZE 1000
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example> SIZE=10 AUTH=<>
        S: 555 5.5.4 Parameter not recognized
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return (
            x.has(Form.AUTH_PARAMETER)
            and x.code in (500, 501, 502, 504, 555)
            and x.state.offers_auth is YES
            and not x.wants_log_in
        )

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        words = exchange.command.argument.upper().split()
        names = {
            word.partition(b"=")[0]
            for word in words
            if b"=" in word and not word.startswith(b"FROM:")
        }
        said = exchange.said
        enhanced = exchange.exchange.enhanced or ""
        about = enhanced.startswith("5.5.") or any(word in said for word in _ABOUT_A_PARAMETER)
        alone = names <= {b"AUTH"} and about
        if alone or "auth" in said:
            code = exchange.exchange.code
            yield self.found(
                f"MAIL with AUTH= is refused with {code}, though AUTH is offered",
                related=(("hello", "AUTH is offered here"),),
            )
