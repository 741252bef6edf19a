from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import AT_END, NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.session import Session


class DroppedTooEarly(Rule):
    """The server closes before the third failed AUTH.

    A client may try one mechanism after the other, and an old password before it asks for the new
    one. When the connection is cut it may report a network failure, and the user does not hear that
    the password is wrong.

    RFC 4954 section 9 lets a server drop the connection after failed attempts, but it SHOULD NOT
    before three of them. Say `535 5.7.8` and go on; from the third on, `421 4.7.0` and close.

    Against floods from one address it may be right. 421 for another reason (4.3.2 the system goes
    down, 4.4.2 the client was too slow), and a client that says QUIT, are no cases of it.
    """

    level = NOTE
    spec = ("RFC 4954 section 9",)
    should = "RFC 4954 section 9"
    wakes_on = commands("AUTH", "SASL") | AT_END
    suggests = Suggestion(535, "5.7.8")
    also = ("auth/long-line-not-500",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Authentication failed, closing
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 421 4.7.0 Too many failures, closing
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH LOGIN
        S: 421 4.7.0 Too many failures, closing
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 421 Too many failures
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 421 4.4.2 Timeout exceeded
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH LOGIN
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: [redacted]
        S: 421 4.7.0 Line too long, closing
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: AUTH LOGIN
        S: 421 4.7.0 Too many connections
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Too many failures, closing
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN [redacted]
        S: 421 4.7.0 Too many failures, closing
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,<,AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,>,535 5.7.3 Authentication unsuccessful,
        192.0.2.10:587,192.0.2.7:56026,-,,Remote
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,<,AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,>,535 5.7.3 Authentication unsuccessful,
        192.0.2.10:587,192.0.2.7:56026,<,AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,>,535 5.7.3 Authentication unsuccessful,
        192.0.2.10:587,192.0.2.7:56026,<,AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,>,535 5.7.3 Authentication unsuccessful,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,<,AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,>,535 5.7.3 Authentication unsuccessful,
        192.0.2.10:587,192.0.2.7:56026,<,QUIT,
        192.0.2.10:587,192.0.2.7:56026,>,221 2.0.0 Bye,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,<,AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,>,535 5.7.3 Authentication unsuccessful,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
        """
        #Log-type: SMTP Receive Protocol Log
        192.0.2.10:587,192.0.2.7:56026,+,,
        192.0.2.10:587,192.0.2.7:56026,>,220 mx.example.net ESMTP,
        192.0.2.10:587,192.0.2.7:56026,<,EHLO client.example,
        192.0.2.10:587,192.0.2.7:56026,>,250 AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,<,AUTH LOGIN,
        192.0.2.10:587,192.0.2.7:56026,>,421 4.4.2 Timeout,
        192.0.2.10:587,192.0.2.7:56026,-,,Local
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if (
            x.code != 421
            or state.failed >= 2
            or state.authenticated is not NO
            or (x.enhanced or "").startswith(("4.3.", "4.4."))
            or x.text is TextClass.TOO_LONG
        ):
            return
        if state.failed or x.has(Form.INITIAL) or x.verb == "SASL":
            yield self.found("421 closes before the third failed AUTH")

    def at_end(self, session: Session, side: str | None) -> Iterator[Found]:
        state = session.state
        if (
            side == "server"
            and state.shows(Sees.CLOSER)
            and state.after_failure
            and state.failed < 3
            and state.authenticated is NO
            and not state.closing
        ):
            yield self.found(
                "the server closes before the third failed AUTH",
                related=(("failed", "the last failure"),),
            )
