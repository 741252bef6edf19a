from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class CancelNot501(Rule):
    """The client's "*" is not answered with 501.

    "*" gives an AUTH exchange up. The RFC says MUST reject with 501; 535 would count as a wrong password.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    wakes_on = commands("SASL")
    suggests = Suggestion(501, "5.7.0")
    bad = ("""
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 535 5.7.8 Authentication failed
           ^^^
        """,)
    good = ("""
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 501 5.7.0 Authentication cancelled
        """,)
    seen = ("Courier: 535 (source, 2026-11-23)", "Haraka: takes it for credentials (recorded, 2026-11-23)")

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.has(Form.CANCEL) and x.code not in (0, 501, 421):
            yield self.found(f"\"*\" is answered with {x.code}: a cancelled AUTH is 501")
