from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import NOTE, Found, Rule, Seen, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class VrfyWithoutMailbox(Rule):
    """VRFY or EXPN is answered with 250, and the text has no mailbox.

    The client asked whether an address exists, takes the 250 for a yes, and learns nothing: that is
    how lists of addresses are "verified" that never were.

    RFC 5321: a 250 must have the mailbox, as `User Name <local-part@domain>` or alone. A server
    that does not look says `252`: it will take the message and try.
    """

    level = NOTE
    spec = ("RFC 5321 section 3.5.1", "RFC 5321 section 3.5.3")
    must = "RFC 5321 section 3.5.1"
    wakes_on = commands("VRFY", "EXPN")
    suggests = Suggestion(252, "2.0.0")
    bad = (
        """
        C: VRFY b
        S: 250 2.1.5 Ok
           ^^^
        """,
    )
    good = (
        """
        C: VRFY b
        S: 250 2.1.5 Example User <b@example.org>
        """,
        """
        C: VRFY b
        S: 252 2.0.0 Cannot VRFY user, but will try delivery
        """,
        """
        C: VRFY b
        S: 250 2.1.5 [hidden]
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return x.code == 250

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        if not any(
            mark in line.text for line in exchange.lines for mark in (b"@", b"<", b"[", b"*")
        ):
            yield self.found(
                f"250 to {exchange.exchange.verb} has no mailbox: 252 is for what was not verified"
            )
