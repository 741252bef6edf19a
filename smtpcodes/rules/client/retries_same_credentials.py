from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class RetriesSameCredentials(Rule):
    """The same credentials are sent again, by the same mechanism, after 535.

    What was wrong a moment ago is wrong still. A server may count the failures, and lock the
    account or the address.

    RFC 4954: after 535 the client should ask for other credentials. A second try by another
    mechanism is no fault, for some servers keep passwords for one alone.
    """

    side = CLIENT
    spec = ("RFC 4954 section 6", "RFC 5321 section 4.2.1")
    should = "RFC 4954 section 6"
    wakes_on = commands("AUTH", "SASL")
    bad = (
        """
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        S: 535 5.7.8 Authentication credentials invalid
           ^^^ related
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
           ^^^
        S: 535 5.7.8 Authentication credentials invalid
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        S: 454 4.7.0 Temporary authentication failure
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        """,
        """
        C: AUTH XOAUTH2 dXNlcj1hbGljZUBjbGllbnQuZXhhbXBsZQFhdXRoPUJlYXJlciB0b2tlbgEB
        S: 535 5.7.8 Username and Password not accepted
        C: AUTH XOAUTH2 dXNlcj1hbGljZUBjbGllbnQuZXhhbXBsZQFhdXRoPUJlYXJlciB0b2tlbgEB
        S: 334 eyJzdGF0dXMiOiI0MDEifQ==
        """,
        """
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        S: 535 5.7.8 Authentication credentials invalid
        C: RSET
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        S: 250 2.0.0 Ok
        S: 535 5.7.8 Authentication credentials invalid
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Form.SAME_CREDENTIALS) and x.code and x.code != 334 and not x.has(Form.PIPELINED):
            yield self.found(
                "the same credentials again after 535", related=(("failed", "they failed here"),)
            )
