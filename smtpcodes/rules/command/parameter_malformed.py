from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class ParameterMalformed(Rule):
    """A parameter of MAIL or RCPT has a value that it does not have.

    A strict server answers `501`, and the message is refused for something that nobody would have
    missed. Where the server takes it, what was asked for (a notification, a body type) does not
    happen.

    SIZE is a number of octets; BODY is 7BIT, 8BITMIME or BINARYMIME; RET is FULL or HDRS; NOTIFY is
    NEVER alone, or a list of SUCCESS, FAILURE and DELAY; ORCPT has its address type before a
    semicolon; SMTPUTF8 and REQUIRETLS have no value.
    """

    side = CLIENT
    spec = (
        "RFC 1870 section 3",
        "RFC 6152 section 2",
        "RFC 3030 section 3",
        "RFC 3461 section 4",
        "RFC 6531 section 3.1",
        "RFC 8689 section 2",
    )
    wakes_on = commands("MAIL", "RCPT")
    bad = (
        """
        C: MAIL FROM:<a@client.example> BODY=8BIT
           ^^^
        S: 501 5.5.4 Invalid parameter
        """,
        """
        C: MAIL FROM:<a@client.example> SIZE=
           ^^^
        S: 501 5.5.4 Invalid parameter
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org> NOTIFY=NEVER,DELAY
           ^^^
        S: 501 5.5.4 Invalid parameter
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example> size=1024 body=8bitmime ret=hdrs envid=q1
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org> NOTIFY=success,FAILURE ORCPT=rfc822;b@example.org
        S: 250 2.1.5 Ok
        """,
        """
        C: MAIL FROM:<a@client.example> SIZE=[hidden]
        S: 250 2.1.0 Ok
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="MAIL FROM:<a@client.example> SIZE=big" result="501 5.5.4 Bad value"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Envelope.BAD_PARAMETER) and x.state.shows(Sees.COMMANDS | Sees.REPLIES):
            yield self.found(f"a parameter of {x.verb} has a value outside its grammar")
