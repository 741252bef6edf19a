from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.events import NO, YES, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Transaction


class MailAcceptedUnauthenticated(Rule):
    """A submission port accepts MAIL and RCPT with no log-in.

    If it is open to the world, spammers send through it, and the users' own mail is refused
    elsewhere for the bad name that the server gets.

    RFC 6409 wants a submission server to refuse MAIL by default until the client has authenticated,
    or is authorised in another way: `530 5.7.0 Authentication required`. Some servers say so only
    at RCPT, so MAIL alone tells nothing.

    On any port it is a finding that MAIL was refused for want of a log-in, and is accepted after a
    log-in that failed: the server counts the failure as one.

    Networks that are trusted by address, client certificates and XCLIENT LOGIN are such other ways,
    and a transcript does not show them: this is worth a look, no accusation. Port 25 is for other
    servers, which have no log-in there.
    """

    level = NOTE
    spec = ("RFC 6409 section 4.3",)
    must = "RFC 6409 section 4.3"
    wakes_on = commands("MAIL", "RCPT")
    suggests = Suggestion(530, "5.7.0")
    also = (
        "sequence/mail-before-ehlo",
        "sequence/misorder-accepted",
        "sequence/rcpt-before-mail",
    )
    bad = (
        """
        === Trying 192.0.2.25:587...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH CRAM-MD5
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<b@example.net>
        <-  250 2.1.5 Ok
            ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 530 5.7.0 Authentication required
        C: AUTH CRAM-MD5
        S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
        C: [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
           ^^^
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.net>
        S: 250 2.1.5 Ok
        """,
        """
        === Trying 192.0.2.25:587...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH CRAM-MD5
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<b@example.net>
        <** 530 5.7.0 Authentication required
        """,
        """
        === Trying 192.0.2.25:25...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
        <-  250 AUTH CRAM-MD5
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<b@example.net>
        <-  250 2.1.5 Ok
        """,
        """
        === Trying mx.example.net:587...
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250 mx.example.net
         -> XCLIENT LOGIN=alice
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250 mx.example.net
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<b@example.org>
        <-  250 2.1.5 Ok
        """,
        """
        === Trying mx.example.net:587...
        === Connected to mx.example.net.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250 mx.example.net
         -> RCPT TO:<b@example.org>
        <-  250 2.1.5 Ok
        """,
        """
        DEBUG SMTP: trying to connect to host "mx.example.net", port 587, isSSL false
        220 mx.example.net ESMTP
        DEBUG SMTP: connected to host "mx.example.net", port: 587
        EHLO client.example
        250 mx.example.net
        MAIL FROM:<a@client.example>
        250 2.1.0 Ok
        RCPT TO:<b@example.org>
        250 2.1.5 Ok
        """,
        """
        === Connected to mx.example.net:587.
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<b@example.org>
        <-  250 2.1.5 Ok
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        state = x.state
        if not x.accepted or state.authenticated is not NO or state.whole is not YES:
            return
        if x.verb == "MAIL":
            refused = state.refused_for_log_in == "MAIL" and not state.doubt
            if refused and state.failed and state.shows(Sees.ORDER | Sees.REPLIES | Sees.SASL):
                yield self.found("a failed log-in opens MAIL, which was refused before it")
            return
        if state.port not in (465, 587):
            return
        if state.transaction in (Transaction.MAIL, Transaction.RCPT) and state.shows(
            Sees.COMMANDS | Sees.SASL
        ):
            yield self.found(f"port {state.port} accepts MAIL and RCPT with no log-in")
