from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class MechanismNotOffered(Rule):
    """The client uses a mechanism that the last EHLO reply does not list.

    What the server answers then (504, 503, 535) says nothing of the credentials, and the user looks
    for a wrong password.

    RFC 4954: the EHLO reply lists the mechanisms that may be used. The list may change after
    STARTTLS; only the last one counts. Choose from it, or tell the user that the two have no
    mechanism in common.
    """

    side = CLIENT
    spec = ("RFC 4954 section 3",)
    wakes_on = commands("AUTH")
    bad = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
           ^^^ related
        S: 250 AUTH SCRAM-SHA-256
        C: AUTH CRAM-MD5
           ^^^
        S: 504 5.5.4 Unrecognized authentication type
        """,
    )
    good = (
        """
        S: 220 mx.example.net ESMTP
        C: EHLO client.example
        S: 250-mx.example.net
        S: 250 AUTH=PLAIN
        C: auth plain [redacted]
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH FOO
        S: 504 5.5.4 Unrecognized authentication type
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH
        S: 501 5.5.4 Syntax: AUTH mechanism
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.offered is NO:
            name = x.mechanism if x.mechanism != "?" else "the mechanism"
            said = "lists no AUTH" if x.state.offers_auth is NO else f"does not list {name}"
            yield self.found(
                f"AUTH: the last EHLO reply {said}", related=(("hello", "the last EHLO reply"),)
            )
