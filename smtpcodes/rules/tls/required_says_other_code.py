from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class RequiredSaysOtherCode(Rule):
    """The text asks for STARTTLS but the code is not 530.

    A client knows what to do by the code: 530 here means "STARTTLS, then again". To AUTH a server
    may also say 504, 523 or 538, which speak of the mechanism, and 554 where TLS was too weak.
    """

    spec = ("RFC 3207 section 4",)
    should = "RFC 3207 section 4"
    wakes_on = replies()
    suggests = Suggestion(530, "5.7.0")
    also = ("reply/text-contradicts-code",)
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 503 5.5.1 Must issue a STARTTLS command first
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 523 5.7.10 Encryption needed
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH PLAIN
        C: AUTH PLAIN [redacted]
        S: 503 5.5.1 Must issue a STARTTLS command first
           ^^^
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 554 5.7.1 Must issue a STARTTLS command first
           ^^^
        """,
        """
        S: 550 Must issue a STARTTLS command first
           ^^^
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 Must issue a STARTTLS command first
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 538 5.7.11 Encryption required for requested authentication mechanism
        """,
        """
        C: MAIL FROM:<a@client.example> REQUIRETLS
        S: 550 5.7.30 REQUIRETLS support required
        """,
        """
        C: RSET
        S: 530 5.7.0 Must issue a STARTTLS command first
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 421 4.7.0 Must issue a STARTTLS command first
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 You must issue a STARTTLS command first the next time
        """,
        """
        S: 523 Encryption needed
        """,
        """
        C: STARTTLS
        S: 554 5.7.3 Must issue a STARTTLS command first
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.30 Must issue a STARTTLS command first
        """,
        """
        C: STARTTLS
        S: 220 2.0.0 Ready to start TLS
        C: EHLO client.example
        S: 250 mx.example.net
        C: MAIL FROM:<a@client.example>
        S: 554 5.7.1 Encryption needed
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 550 5.7.1 No
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if not x.refused or x.code == 530 or x.text is not TextClass.WANTS_TLS or x.code == 421:
            return
        if (
            (x.in_auth and x.code in (504, 523, 524, 534, 538))
            or (not x.shown and x.code in (504, 523, 538))
            or x.enhanced == "5.7.30"
        ):
            return
        if x.verb in ("STARTTLS", "CONNECT") or (x.code == 554 and x.state.starttls):
            return
        yield self.found(f"{x.code} asks for STARTTLS: the code for that is 530")
