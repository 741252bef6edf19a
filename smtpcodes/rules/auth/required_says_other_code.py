from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange

CODES = frozenset((400, 403, 421, 450, 451, 454, 500, 502, 503, 505, 550, 551, 553, 554, 570, 571))


class RequiredSaysOtherCode(Rule):
    """The text asks for a log-in but the code is not 530.

    A program knows by the code what to do: 530 means "log in, then again", 550 means "never". With another code it gives up,
    or (4yz) tries again in vain.
    """

    spec = ("RFC 4954 section 6", "RFC 6409 section 4.3")
    wakes_on = replies()
    suggests = Suggestion(530, "5.7.0")
    bad = ("""
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 Authentication required
           ^^^
        """, """
        C: MAIL FROM:<a@client.example>
        S: 502 5.7.0 Please authenticate first
           ^^^
        """)
    good = ("""
        C: RCPT TO:<b@example.org>
        S: 554 5.7.1 <b@example.org>: Relay access denied
        """, """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.26 This mail is unauthenticated: SPF and DKIM did not pass
        """, """
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 Error: authentication not enabled
        """, """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.133 Sender not authenticated for group
        """)
    seen = ("Haraka: 550 (source of connection.js, 2026-11-23)", "go-smtp: 502 5.7.0 (source, 2026-11-23)", "Stalwart: 503 5.5.1 (source, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.text is not TextClass.WANTS_AUTH or x.state.authenticated is YES or not x.shown or x.state.closing:
            return
        if x.code == 535 and x.in_auth:
            yield self.found("535 says that a log-in is required, in answer to one: which of the two is it?", suggest=Suggestion(535, "5.7.8"))
        if x.code not in CODES or x.in_auth or x.hello or x.verb in ("CONNECT", "STARTTLS"):
            return
        if x.enhanced in ("5.7.133", "5.7.134", "5.7.135", "5.7.136") or ((x.enhanced or "").startswith(("5.7.2", "4.7.2")) and len(x.enhanced or "") == 6):
            return
        yield self.found(f"{x.code} asks for a log-in: the code for that is 530")
