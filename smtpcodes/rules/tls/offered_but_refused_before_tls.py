from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange


class OfferedButRefusedBeforeTls(Rule):
    """A mechanism is offered in clear but refused for want of TLS.

    The client sees AUTH, sends its password in clear, and only then hears that TLS was missing: the
    password has crossed the wire for nothing.

    RFC 4954 section 6: servers SHOULD NOT advertise a mechanism that is not permitted for want of
    encryption. So the offer is the fault, not the refusal. List AUTH after STARTTLS only, so that
    nobody tries.
    """

    level = NOTE
    spec = ("RFC 4954 section 6",)
    should = "RFC 4954 section 6"
    wakes_on = commands("AUTH")
    also = (
        "sequence/mechanism-not-offered",
        "auth/success-says-250",
    )
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250-STARTTLS
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 530 5.7.0 Must issue a STARTTLS command first
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250-STARTTLS
        S: 250 AUTH GSSAPI
        C: AUTH GSSAPI
        S: 538 5.7.11 Encryption required for requested authentication mechanism
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250-STARTTLS
        S: 250 AUTH GSSAPI
        C: AUTH GSSAPI
        S: 523 5.7.10 Not like this
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 STARTTLS
        C: AUTH CRAM-MD5
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 538 5.7.11 Encryption required for requested authentication mechanism
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH GSSAPI
        C: AUTH GSSAPI
        S: 334 SSBuZWVkIFNUQVJUVExT
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-STARTTLS
        S: 250 AUTH GSSAPI
        C: AUTH GSSAPI
        S: 250 2.0.0 Must issue a STARTTLS command first
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.offered is YES
            and x.state.tls is NO
            and (x.code in (523, 524, 538) or (x.refused and x.text is TextClass.WANTS_TLS))
        ):
            yield self.found(
                "the mechanism was offered, yet it is refused for want of TLS",
                related=(("hello", "offered here"),),
            )
