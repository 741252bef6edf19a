from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange

_PARAMETERS = (
    (Envelope.SIZE, "SIZE"),
    (Envelope.DSN, "DSN"),
    (Envelope.SMTPUTF8, "SMTPUTF8"),
    (Envelope.REQUIRETLS, "REQUIRETLS"),
    (Envelope.BODY_8BITMIME, "8BITMIME"),
    (Envelope.BODY_BINARYMIME, "BINARYMIME"),
)
_COMMANDS = {
    "BDAT": "CHUNKING",
    "BURL": "BURL",
    "ETRN": "ETRN",
    "EXPN": "EXPN",
    "HELP": "HELP",
    "STARTTLS": "STARTTLS",
}
_ANY_ARGUMENT = ("EXPN", "HELP")  # no argument of theirs is malformed
_SYNTAX = ("5.5.2", "5.5.4", "5.5.6")


class OfferedButRefused(Rule):
    """What the EHLO reply offers is refused as unknown.

    The client took up what the server had offered, and can only give up or try again without. A
    firewall or a filter in front that rewrites one half of the session is one cause.

    RFC 5321: `555` says that a parameter is not recognized, `500` and `502` that a command is not.
    What is listed in the EHLO reply is there. Take it out of the reply, or let it work.

    A parameter that is refused for its value (`501`), and a command that is refused by policy, are
    no cases of it.
    """

    level = NOTE
    spec = ("RFC 5321 section 2.2.1", "RFC 5321 section 4.1.1.11", "RFC 5321 section 4.2.4")
    must = "RFC 5321 section 4.2.4"
    wakes_on = commands("MAIL", "RCPT", *_COMMANDS)
    also = (
        "tls/pipelined-after-starttls",
        "command/parameter-malformed",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 SIZE 35882577
        C: MAIL FROM:<a@client.example> SIZE=1024
        S: 555 5.5.4 Unsupported option: SIZE=1024
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 STARTTLS
        C: STARTTLS
        S: 502 5.5.1 Command not implemented
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 HELP
        C: HELP
        S: 500 5.5.2 Unknown command
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 35882577
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 552 5.3.4 Message size exceeds fixed limit
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: STARTTLS
        S: 454 4.7.0 TLS not available due to temporary reason
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: STARTTLS
        C: NOOP
        S: 500 5.5.1 Pipelining not supported
        """,
        """
        C: EHLO client.example
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 35882577
        C: MAIL FROM:<a@client.example> SIZE=1024
        S: 555 5.5.4 Unsupported option: SIZE=1024
        """,
        """
        C: STARTTLS
        S: 502 5.7.0 Please authenticate first
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 555 5.5.4 Unsupported option: SIZE=1024
        """,
        """
        C: MAIL FROM:<a@client.example> SMTPUTF8
        S: 555 5.5.4 Unsupported option: SMTPUTF8
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 ETRN
        C: ETRN
        S: 500 5.5.4 An argument is missing
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE 35882577
        C: MAIL FROM:<a@client.example> SIZE=big
        S: 555 5.5.4 Unsupported option: SIZE=big
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.doubt:
            return
        if x.verb in _COMMANDS:
            if (
                x.code in ((502,) if x.verb == "STARTTLS" else (500, 502))
                and x.state.lists(_COMMANDS[x.verb]) is YES
                and (x.verb in _ANY_ARGUMENT or x.enhanced not in _SYNTAX)
            ):
                yield self.found(
                    f"{x.code} to {x.verb}, which the EHLO reply offers",
                    related=(("hello", "offered here"),),
                )
        elif x.code == 555 and not x.has(Envelope.BAD_PARAMETER):
            sent = [keyword for flag, keyword in _PARAMETERS if x.has(flag)]
            if sent and all(x.state.lists(keyword) is YES for keyword in sent):
                yield self.found(
                    f"555 to a parameter of {sent[0]}, which the EHLO reply offers",
                    related=(("hello", "offered here"),),
                )
