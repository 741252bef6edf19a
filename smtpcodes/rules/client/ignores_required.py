from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class IgnoresRequired(Rule):
    """The client gets 530 twice, and sends neither AUTH nor STARTTLS between.

    The answer will not change. The client asks again and again, the user sees that mail is stuck,
    and some servers count it and close.

    RFC 4954 and RFC 3207: 530 tells what comes first. Log in (after STARTTLS where it is offered),
    or QUIT and tell the user.

    A pipelined group that gets several 530 is one event, and RSET, with which a client tidies up
    before it leaves, is none.
    """

    side = CLIENT
    spec = ("RFC 4954 section 6", "RFC 3207 section 4", "RFC 5321 section 4.2.1")
    should = "RFC 5321 section 4.2.1"
    wakes_on = replies(530)
    also = (
        "auth/required-sent-to-exempt-command",
        "auth/required-at-end-of-data",
    )
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
           ^^^ related
        C: RSET
        S: 250 2.0.0 Ok
        C: MAIL FROM:<a@client.example>
           ^^^
        S: 530 5.7.0 Authentication required
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        C: RCPT TO:<b@example.org>
        S: 530 5.7.0 Authentication required
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: RSET
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: QUIT
        S: 221 2.0.0 Bye
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: AUTH CRAM-MD5
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: RSET
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: HELO client.example
        S: 530 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: HELO client.example
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Must issue a STARTTLS command first
        C: RSET
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="MAIL FROM:<a@client.example>" result="530 5.7.0 Authentication required"
        Nov 23 22:50:01 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="MAIL FROM:<a@client.example>" result="530 5.7.0 Authentication required"
        """,  # noqa: E501
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        C: RCPT TO:<c@example.org>
        S: 530 5.7.0 Authentication required
        C: DATA
        S: 354 Go on
        S: 530 5.7.0 Authentication required
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.in_auth
            or x.in_batch
            or x.has(Form.ASSUMED)
            or not x.state.shows(Sees.COMMANDS | Sees.ORDER)
        ):
            return
        if x.requires_tls:
            if x.state.required_tls and not x.hello and x.verb not in ("QUIT", "NOOP", "RSET"):
                yield self.found(
                    f"{x.verb} after 530: STARTTLS was asked for and is missing",
                    related=(("required tls", "STARTTLS was asked for here"),),
                )
        elif x.state.required and not x.hello and x.verb not in ("QUIT", "NOOP", "RSET"):
            yield self.found(
                f"{x.verb} after 530: AUTH was asked for and is missing",
                related=(("required", "AUTH was asked for here"),),
            )
