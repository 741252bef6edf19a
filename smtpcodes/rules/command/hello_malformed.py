from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class HelloMalformed(Rule):
    """What EHLO or HELO names is neither a domain nor an address literal.

    A computer's name with an underscore or a blank, an address without brackets, letters that are
    not ASCII: a strict server refuses the session with `501`, a spam filter may count it.
    The user sees only that mail fails from this one computer.

    RFC 5321: labels have letters, digits and hyphens; an address stands in brackets, one of IPv6
    behind `IPv6:`. Where the computer's name does not fit, send the literal: `EHLO [192.0.2.7]`.

    Names with no dot (`localhost`) have the right form; that they say nothing is another matter. A
    name that is not ASCII goes out as an A-label, `xn--grn-hoa.example`, also where the server has
    offered SMTPUTF8 (RFC 6531 section 3.7.1).

    An address such as 192.0.2.7 is kept for documentation (RFC 5737 section 3): perhaps who
    pasted the log has hidden another name behind it, and nothing is said of it.
    """

    side = CLIENT
    spec = (
        "RFC 5321 section 4.1.2",
        "RFC 5321 section 4.1.3",
        "RFC 5321 section 2.3.5",
        "RFC 6531 section 3.7.1",
    )
    must = "RFC 5321 section 4.1.2"
    wakes_on = commands("EHLO", "HELO", "LHLO")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO my_computer
           ^^^
        S: 501 5.5.4 Invalid domain name
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO 10.0.0.7
           ^^^
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO xn--grn-hoa.example
        S: 250-mx.example.net
        S: 250 SMTPUTF8
        C: EHLO grün.example
           ^^^
        S: 250-mx.example.net
        S: 250 SMTPUTF8
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO 192.0.2.7
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO [IPv6:2001:db8::7]
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO <host name removed>
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO MY_HOSTNAME
        S: 250 mx.example.net
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO xn--grn-hoa.example
        S: 250-mx.example.net
        S: 250 SMTPUTF8
        """,
        """
        C: EHLO my_computer
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="EHLO my_computer" result="501 5.5.4 Invalid domain"
        """,  # noqa: E501
        """
        S: 220 mx.example.net ESMTP
        C: EHLO my_computer
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Envelope.BAD_DOMAIN) and x.code and x.state.shows(Sees.COMMANDS | Sees.REPLIES):
            yield self.found(f"{x.verb} is given neither a domain nor an address in brackets")
