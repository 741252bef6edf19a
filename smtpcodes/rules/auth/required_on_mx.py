from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Seen, Suggestion, replies
from smtpcodes.session.exchange import Exchange

_HOST = re.compile(rb"\b2[25]0[ -]([A-Za-z0-9.-]{4,255})")
_DOMAIN = re.compile(rb"@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)>")


class RequiredOnMx(Rule):
    """`530` answers a RCPT on port 25 for one of the server's own recipients.

    Other servers deliver there and have no log-in: nobody outside can write to this recipient, and
    each sender's server bounces, or waits for days.

    No RFC forbids it: by RFC 5321 section 7.9 a site may refuse mail for any operational or
    technical reason that makes sense to it. RFC 3207 section 4 forbids the like with STARTTLS
    alone, which a public MX must not require for local delivery, and for the same reason: mail has
    to get through. Accept what is for a local recipient; refuse relaying with `550 5.7.1`; take
    submission on port 587.

    The log has to show that the recipient is local: its domain is the server's own, or the one that
    the server's name stands in. A server that is meant for its own network, and no MX, may do this.
    """

    level = NOTE
    spec = ("RFC 5321 section 7.9", "RFC 3207 section 4")
    wakes_on = replies(530)
    suggests = Suggestion(550, "5.7.1")
    also = ("auth/required-but-never-offered",)
    bad = (
        """
        === Trying 192.0.2.25:25...
        === Connected to 192.0.2.25.
        <-  220 mx.example.net ESMTP
         -> EHLO client.example
        <-  250-mx.example.net
            ^^^ related
        <-  250 AUTH CRAM-MD5
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<b@example.net>
        <** 530 5.7.0 Authentication required
            ^^^
        """,
        """
        $ telnet example.org 25
        Trying 192.0.2.25...
        Connected to example.org.
        Escape character is '^]'.
        220 example.org ESMTP
        EHLO client.example
        250 example.org
        ^^^ related
        MAIL FROM:<a@client.example>
        250 2.1.0 Ok
        RCPT TO:<b@example.org>
        530 5.7.0 Authentication required
        ^^^
        """,
    )
    good = (
        """
        C: RCPT TO:<b@example.net>
        S: 530 5.7.0 Authentication required
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
         -> RCPT TO:<b@example.org>
        <** 530 5.7.0 Authentication required
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
        $ telnet mx.example.org 25
        Trying 192.0.2.25...
        Connected to mx.example.org.
        Escape character is '^]'.
        220 mx.example.org ESMTP
        EHLO client.example
        250 mx.example.org
        MAIL FROM:<a@example.org>
        530 5.7.0 Authentication required
        """,
        """
        $ telnet mx.example.org 25
        Trying 192.0.2.25...
        Connected to mx.example.org.
        Escape character is '^]'.
        220 mx.example.org ESMTP
        EHLO client.example
        250 mx.example.org
        MAIL FROM:<a@client.example>
        250 2.1.0 Ok
        RCPT TO:<b@example.net>
        530 5.7.0 Authentication required
        """,
        """
        === Trying mx.example.org:25...
        === Connected to mx.example.org.
        <-  220 mx.example.org. ESMTP
         -> EHLO client.example
        <-  250 mx.example.org.
         -> MAIL FROM:<a@client.example>
        <-  250 2.1.0 Ok
         -> RCPT TO:<postmaster>
        <** 530 5.7.0 Authentication required
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return x.state.port == 25 and x.verb == "RCPT"

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        domain = _DOMAIN.search(exchange.command.argument)
        places = [
            place
            for name in ("hello", "greeting")
            for place in exchange.session.landmarks.get(name, ())
            if place is not None
        ]
        names = [
            m.group(1).lower()
            for m in (_HOST.search(place.line) for place in places)
            if m is not None
        ]
        own = domain.group(1).lower() if domain is not None else b""
        if own and any(name == own or name.endswith(b"." + own) for name in names):
            yield self.found(
                "530 to RCPT on port 25 for a local recipient: other servers have no log-in",
                related=(("hello", "the server's name"),),
            )
