from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.auth.required_sent_to_exempt_command import EXEMPT
from smtpcodes.rules.base import Found, Rule, Seen, Suggestion, replies
from smtpcodes.session.events import NO, YES
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm

CODES = frozenset(
    (*range(400, 500), 500, 501, 502, 503, 504, 505, *range(550, 560), *range(570, 580))
)
# Exchange: the recipient takes mail of its own organisation alone; RFC 7372, RFC 8616: SPF, DKIM
ABOUT_MAIL = frozenset(
    (
        *("5.7.133", "5.7.134", "5.7.135", "5.7.136"),
        *(f"{kind}.7.{detail}" for kind in (4, 5) for detail in range(20, 31)),
    )
)


class RequiredSaysOtherCode(Rule):
    """The text asks for a log-in but the code is not 530.

    A program acts on the code: 530 means "log in, then again", 550 and 554 "never", 503 "wrong
    order", 502 "I can't do that", a 4yz "the same again later", 535 "another password". Only a
    person who reads the text finds out what is wanted.

    RFC 6409 wants 530 for a MAIL without a log-in on a submission service, and RFC 4954 assigns it:
    `530 5.7.0 Authentication required`. Where a log-in would not help, leave the word out of the
    text: a relay that is refused is `550 5.7.1`.

    It is no finding where the text is about something else: relaying, the sender's domain (SPF,
    DKIM, DMARC; 5.7.20 to 5.7.30), a recipient that takes only mail from inside (5.7.133 to
    5.7.136), an AUTH that is "not enabled". Nor after a 235, where such a text can't mean the
    log-in, nor where 503 is right because MAIL or EHLO is missing.
    """

    spec = ("RFC 4954 section 6", "RFC 6409 section 4.3")
    should = "RFC 4954 section 6"
    wakes_on = replies()
    suggests = Suggestion(530, "5.7.0")
    yields_to = ("auth/failed-outside-auth",)
    also = (
        "auth/bad-credentials-says-other-code",
        "sequence/mail-before-ehlo",
        "sequence/rcpt-before-mail",
    )
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 Authentication required
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 502 5.7.0 Please authenticate first
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 You must authenticate first.
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 451 4.7.0 Authentication required
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.0 Authentication required
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 Authentication required
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH CRAM-MD5
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 You must authenticate first
           ^^^
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.1 Authentication required
           ^^^
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.2 Authentication required
           ^^^
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.300 Authentication required
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 You must authenticate first
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 503 5.5.1 You must authenticate first
           ^^^
        """,
    )
    good = (
        """
        C: RCPT TO:<b@example.org>
        S: 554 5.7.1 <b@example.org>: Relay access denied
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.1 Relaying denied. Proper authentication required.
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550-Please turn on SMTP Authentication in your mail client.
        S: 550-client.example [192.0.2.117] is not permitted to relay
        S: 550 through this server without authentication.
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550-Please turn on SMTP Authentication in your mail client.
        S: 550-client.example [192.0.2.117] is
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 Bad sequence of commands
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.1 Reverse DNS authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.26 This mail is unauthenticated: SPF and DKIM did not pass
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 Error: authentication not enabled
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.133 Sender not authenticated for group
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.1 RESOLVER.RST.AuthRequired; authentication required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 235 2.7.0 Authentication successful
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 Authentication required for this sender
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535-5.7.8 Authentication failed. Log in to the web page first,
        S: 535 5.7.8 authentication required there as well
        """,
        """
        C: DATA
        S: 530 5.7.0 Authentication required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 550 5.7.1 Authentication required
        """,
        """
        C: EHLO client.example
        S: 550 5.7.1 Authentication required
        """,
        """
        S: 550 Authentication required
        """,
        """
        S: 220 mx.example.net ESMTP
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 You must authenticate first
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250 mx.example.net
        C: RCPT TO:<b@example.org>
        S: 503 5.5.1 You must authenticate first
        """,
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 421 4.4.2 Timeout
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.0 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.26 Authentication required
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.30 Authentication required
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.133 Authentication required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication failed: you must log in with your web browser first
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 You must authenticate first, and for that visit the page on which your account stands
        """,  # noqa: E501
        """
        C: YWxpY2U=
        S: 535 5.7.8 Authentication required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Not authenticated
        """,
        """
        S: 554 Authentication required
        C: EHLO client.example
        S: 250 mx.example.net
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication required in the web mailer
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Please change the password first
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            not self._wanted(x)
            or x.code not in CODES
            or x.in_auth
            or x.verb in EXEMPT
            or x.verb == "CONNECT"
        ):
            return
        if x.enhanced in ABOUT_MAIL:
            return
        state = x.state
        if x.code == 503 and (
            state.hello is NO
            or (state.transaction is NO and x.verb in ("RCPT", "DATA", "BDAT", "MESSAGE"))
        ):
            return  # something is out of sequence
        yield self.found(f"{x.code} asks for a log-in: the code for that is 530")

    def wants_text(self, x: Exchange) -> bool:
        return x.code == 535 and x.in_auth and self._wanted(x)

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        """535 to AUTH, if its text says nothing else.

        Many long texts speak of a log-in elsewhere, in a browser.
        """
        said = exchange.said
        if (
            len(said) < 60
            and any(word in said for word in ("requir", "first", "must", "need"))
            and not any(word in said for word in ("web", "browser", "fail", "app"))
        ):
            yield self.found(
                "535 says that a log-in is required, in answer to one: say why it failed",
                suggest=Suggestion(535, "5.7.8"),
            )

    def _wanted(self, x: Exchange) -> bool:
        # a text whose end the log has lost may go on: "... to relay through this server"
        if x.has(ReplyForm.UNTERMINATED):
            return False
        return (
            x.text is TextClass.WANTS_AUTH
            and x.state.authenticated is not YES
            and x.shown
            and not x.state.closing
        )
