from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.auth.required_sent_to_exempt_command import DUE
from smtpcodes.rules.base import HIGH, MEDIUM, Found, Rule, Seen, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello

HELLO = ("EHLO", "HELO")
BARE = ("RSET", "NOOP", "QUIT")
_ADDRESS = re.compile(rb"(?:MAIL FROM|RCPT TO):<[\w.+-]+@[a-z0-9.-]+>", re.IGNORECASE)


class MandatoryNotImplemented(Rule):
    """A command that every server must have is refused as unknown.

    A client that resets or leaves gets an error where none can be: it breaks the connection, and
    may send the message again.

    RFC 5321: EHLO, HELO, RSET, NOOP, QUIT and VRFY belong to the least that a receiver supports.
    `500` and `502` say that the command is not there. VRFY that gets `502` is switched off: that is
    a case of reply/vrfy-not-252. RSET, NOOP and QUIT fit at any time, and alone they have no
    argument that is wrong, so `501` and `503` to them are no better: the reply is `250`, to QUIT
    `221`. MAIL and RCPT with an address and nothing else are known too, in letters of any size
    (section 2.4). A line of 512 octets with its end is not too long (section 4.5.3.1.4).
    """

    spec = (
        "RFC 5321 section 4.5.1",
        "RFC 5321 section 4.1.4",
        "RFC 5321 section 4.1.1.5",
        "RFC 5321 section 4.1.1.10",
        "RFC 5321 section 2.4",
        "RFC 5321 section 4.5.3.1.4",
    )
    must = "RFC 5321 section 4.5.1"
    wakes_on = commands("EHLO", "HELO", "RSET", "NOOP", "QUIT", "VRFY", "MAIL", "RCPT")
    since = "0.2"
    also = ("command/line-too-long",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RSET
        S: 502 5.5.1 Not implemented
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: VRFY postmaster
        S: 500 5.5.2 Unknown command
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP all is well
        S: 500 Command line too long
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RSET
        S: 503 5.5.1 No transaction
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: mail from:<a@client.example>
        S: 500 5.5.1 Command unrecognized
           ^^^
        """,
        """
        Nov 30 10:00:00 mx postfix/smtpd[4321]: connect from client.example[192.0.2.7]
        Nov 30 10:00:00 mx postfix/smtpd[4321]: > client.example[192.0.2.7]: 220 mx.example.net
        Nov 30 10:00:00 mx postfix/smtpd[4321]: < client.example[192.0.2.7]: HELO client.example
        Nov 30 10:00:00 mx postfix/smtpd[4321]: > client.example[192.0.2.7]: 250 mx.example.net
        Nov 30 10:00:00 mx postfix/smtpd[4321]: < client.example[192.0.2.7]: RSET
        Nov 30 10:00:00 mx postfix/smtpd[4321]: > client.example[192.0.2.7]: 502 5.5.1 Not here
                                                                             ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RSET
        C: QUIT
        S: 554 SMTP synchronization error
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 500 5.5.1 Command unrecognized
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: VRFY postmaster
        S: 252 2.5.0 VRFY is disabled
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP caf\\xe9
        S: 500 5.5.2 Invalid character
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP all is well
        S: 501 5.5.4 No argument allowed
        """,
        """
        C: RSET
        S: 503 5.5.1 No transaction
        """,
        """
        C: NOOP
        S: 500 5.5.1 Unknown command
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 502 5.5.1 Command not implemented
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP
        C: NOOP
        C: RSET
        S: 354 Go on
        S: 500 5.5.1 Unknown command
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: NOOP
        S: 421 4.7.0 Too many errors
        C: QUIT
        S: 500 5.5.1 Too late
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: QUIT
        S: 500 Line too long
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: VRFY """
        + "a" * 520
        + """
        S: 500 5.5.2 What?
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,<,VRFY postmaster,
        192.0.2.10:587,192.0.2.7:56026,>,500 5.3.3 Unrecognized command,
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        state = x.state
        return (
            x.code in (500, 502)
            and state.whole is YES
            and state.shows(Sees.COMMANDS | Sees.REPLIES | Sees.RAW)
            and isinstance(state.hello, Hello)
            and state.in_transaction is (YES if x.verb == "RCPT" else NO)
            and x.verb in ("MAIL", "RCPT")
            and x.text is TextClass.NONE
            and not (x.enhanced or "").startswith("5.7.")
            and not state.doubt
            and not state.closing
        )

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        x = exchange.exchange
        if _ADDRESS.fullmatch(exchange.command.raw.strip()):
            yield self.found(
                f"{x.verb} gets {x.code}: every server has to support it",
                confidence=HIGH if x.state.shows(Sees.WIRE) else MEDIUM,
            )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if x.verb in ("MAIL", "RCPT"):
            return  # ``inspect``
        codes: tuple[int, ...] = (500,) if x.verb == "VRFY" else (500, 502)
        greeted = isinstance(state.hello, Hello)
        needed = Sees.ORDER | Sees.REPLIES
        if x.verb in BARE and greeted:
            codes = (500, 501, 502, 503)
            needed = Sees.COMMANDS | Sees.REPLIES  # it fits at any time, so order decides nothing
        if (
            x.code not in codes
            or state.whole is not YES
            or not state.shows(needed)
            or (x.verb in HELLO and not state.shows(Sees.WIRE))  # an LMTP server refuses them
            or state.doubt
            or state.closing
            or x.form & (Form.LONG | Form.BARE_LINE_FEED | Form.ASSUMED)
        ):
            return
        argument = x.has(Form.ARGUMENT)
        if x.verb in HELLO and (not argument or greeted):
            return  # what is refused is the lack of a name, or a second hello
        if argument and x.verb in BARE and x.text is not TextClass.TOO_LONG:
            return
        if x.text is TextClass.TOO_LONG and not argument:
            return
        yield self.found(f"{x.verb} gets {x.code}: {_why(x)}", suggest=DUE.get(x.verb))


def _why(x: Exchange) -> str:
    if x.text is TextClass.TOO_LONG:
        return "a line of up to 512 octets has to fit"
    return "it fits at any time" if x.code in (501, 503) else "every server has to support it"
