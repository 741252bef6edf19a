from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope, Form
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello

_PARAMETERS = (
    (Envelope.SIZE, "SIZE", "SIZE"),
    (Envelope.DSN, "RET, ENVID, NOTIFY or ORCPT", "DSN"),
    (Envelope.REQUIRETLS, "REQUIRETLS", "REQUIRETLS"),
)


class ParameterNotOffered(Rule):
    """MAIL or RCPT carries a parameter that the last EHLO reply does not offer.

    A strict server answers `555` or `501` and refuses an address that was fine. Clients that keep a
    list of what servers "have anyway", or that go on after HELO as after EHLO, do this.

    RFC 5321: the client must not send parameters other than those of an extension that the server
    offers in its EHLO reply. Read the reply, the last one of the session, and leave out what it
    does not list.

    Some servers list AUTH no longer once a client has logged in; the parameter AUTH stays allowed
    then. BODY and SMTPUTF8, which change the message as well, have rules of their own.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.1.3", "RFC 5321 section 3.3")
    must = "RFC 5321 section 4.1.1.3"
    wakes_on = commands("MAIL", "RCPT")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 PIPELINING
        C: MAIL FROM:<a@client.example> SIZE=1024
           ^^^
        S: 555 5.5.4 Unsupported option: SIZE=1024
        """,
        """
        S: 220 mx.example.net ESMTP
        C: HELO client.example
        S: 250 mx.example.net
           ^^^ related
        C: MAIL FROM:<a@client.example> RET=HDRS
           ^^^
        S: 555 5.5.4 Unsupported option: RET=HDRS
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
           ^^^ related
        C: MAIL FROM:<a@client.example> AUTH=<>
           ^^^
        S: 555 5.5.4 Unsupported option: AUTH=
        """,
        """
        C: HELO client.example
        S: 250 mx.example.net
           ^^^ related
        C: MAIL FROM:<a@client.example> AUTH=<>
           ^^^
        S: 555 5.5.4 Unsupported option: AUTH=
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250-SIZE
        S: 250 DSN
        C: MAIL FROM:<a@client.example> SIZE=1024 RET=HDRS
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org> NOTIFY=NEVER
        S: 250 2.1.5 Ok
        """,
        """
        C: MAIL FROM:<a@client.example> SIZE=1024
        S: 250 2.1.0 Ok
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: AUTH CRAM-MD5
        S: 334 PDE4OTYuNjk3MTcwOTUyQG14LmV4YW1wbGUubmV0Pg==
        C: [redacted]
        S: 235 2.7.0 Authentication successful
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 SIZE
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 250 2.1.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example> AUTH=<>
        S: 250 2.1.0 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        names = [
            name
            for flag, name, keyword in _PARAMETERS
            if x.has(flag) and state.lists(keyword) is NO
        ]
        if (
            x.has(Form.AUTH_PARAMETER)
            and state.authenticated is not YES
            and (state.offers_auth is NO or state.hello is Hello.HELO)
        ):
            names.append("AUTH")
        if names:
            yield self.found(
                f"{x.verb} uses {names[0]}, which the server does not offer",
                related=(("hello", "what is offered"),),
            )
