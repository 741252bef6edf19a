from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.late import late
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.auth.required_sent_to_exempt_command import EXEMPT
from smtpcodes.rules.base import ERROR, Found, Rule, Seen, Suggestion, asked, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange

_PRIVATE = late(rb"(?i)X-|[^ ]*(?:AUTH|LOGIN|PASS|USER)")


class FailedOutsideAuth(Rule):
    """`535` answers a command that is not AUTH.

    535 is the end of an AUTH exchange that failed. A client that gets it for `MAIL` or `RCPT` may
    ask its user for another password, though none was ever tried, or throw a good one away.

    RFC 4954 defines 535 as a reply to AUTH. Where a log-in is missing the reply is `530 5.7.0`;
    where the client is logged in and may not do this, `550 5.7.1` (RFC 6409 section 6.1); where the
    message is at fault, 550 or 554; where the back end is down, 451.

    It is no finding where a log leaves AUTH out and shows its reply alone, nor in a log line that
    says "SASL authentication failed; server said: 535". A greeting of 535 is reply/greeting-code.
    """

    level = ERROR
    spec = ("RFC 4954 section 6", "RFC 4954 section 4")
    wakes_on = replies(535)
    suggests = Suggestion(530, "5.7.0")
    also = ("enhanced/credentials-invalid-outside-auth",)
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.8 Authentication required
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
           ^^^ related
        C: MAIL FROM:<b@client.example>
        S: 535 5.7.1 Not your address
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
           ^^^ related
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.8 Authentication credentials invalid
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: XYZZY 1
        S: 535 Authentication required.
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
           ^^^ related
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.8 Authentication credentials invalid
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: GRUMBLE now
        S: 535 No
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C:\x20
        S: 535 5.7.8 Authentication required
           ^^^
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN
        S: 334\x20
        C:\x20
        S: 535 5.7.8 No
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C:\x20
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: LOGIN alice now
        S: 535 No
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        S: 334 UGFzc3dvcmQ6
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        Nov 23 22:51:10 mx postfix/smtp[26521]: 8435C1B0157: to=<b@example.org>, relay=mx.example.net[192.0.2.1]:587, delay=0.06, delays=0/0/0.05/0, dsn=4.7.8, status=deferred (SASL authentication failed; server mx.example.net[192.0.2.1] said: 535 5.7.8 Authentication credentials invalid)
        """,  # noqa: E501
        """
        C: X-EXPS LOGIN
        S: 535 5.7.3 Authentication unsuccessful
        """,
        """
        C: dGltAA==
        S: 535 5.7.8 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: X-EXPS LOGIN
        S: 535 5.7.3 Authentication unsuccessful
        """,
        """
        C: XYZZY 1
        S: 535 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: YWxpY2U=
        S: 535 5.7.8 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: ********
        S: 535 5.7.8 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: XYZZY 1
        S: 535 5.7.8 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN LOGIN
        C: VRFY a
        C: HELP
        S: 214 2.0.0 See RFC 5321
        C: XYZZY 1
        S: 535 Authentication required.
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return (
            x.verb == "OTHER"
            and x.text in (TextClass.WANTS_AUTH, TextClass.NONE)
            and x.state.authenticated is NO
            and not x.state.failed
            and not x.state.doubt
        )

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        """Tell an unknown verb from a response that went astray, which is base64, and from a
        private form of AUTH."""
        raw = exchange.command.raw.strip()
        if not raw:
            if exchange.exchange.state.whole is YES:
                yield self.found(
                    "535 answers an empty line: no AUTH was sent", suggest=Suggestion(500, "5.5.2")
                )
        elif not sasl.is_base64(raw) and not sasl.is_masked(raw) and not _PRIVATE.match(raw):
            yield self.found(
                "535 answers an unknown command: no AUTH was sent", suggest=Suggestion(500, "5.5.1")
            )

    def judge(self, x: Exchange) -> Iterator[Found]:
        # OTHER: a private form of AUTH, or a response whose challenge the log has lost
        if not x.shown or x.in_auth or x.verb in ("CONNECT", "OTHER"):
            return
        suggest = (
            Suggestion(550, "5.7.1")
            if x.verb == "MESSAGE" or x.verb in EXEMPT or x.state.authenticated is YES
            else self.suggests
        )
        verb = asked(x)
        if x.state.authenticated is YES:
            yield self.found(
                f"535 answers {verb}: the log-in has succeeded",
                related=(("authenticated", "authenticated here"),),
                suggest=suggest,
            )
        elif x.state.authenticated is NO and not x.state.failed:
            yield self.found(f"535 answers {verb}: no AUTH was sent", suggest=suggest)
        else:
            yield self.found(
                f"535 answers {verb}, not AUTH",
                related=(("failed", "AUTH failed here"),),
                suggest=suggest,
            )
