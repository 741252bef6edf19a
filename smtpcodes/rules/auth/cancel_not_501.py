from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Suggestion, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class CancelNot501(Rule):
    """The client's "*" is not answered with 501.

    "*" gives an AUTH exchange up: the user has closed the dialogue, or the client can't do what the
    challenge asks. With 535 it counts as a wrong password, towards a lock-out; with 334 the server
    has taken it for credentials, and what the client sends next, its password perhaps, stands where
    no one expects it.

    RFC 4954 says MUST: the AUTH is rejected with 501. An enhanced code is not assigned; `5.7.0`
    fits. 421 is right where the server closes at the same moment. A response that is hidden behind
    asterisks, "********", is no "*"; nor is one asterisk that gets 235, but on the wire itself
    (`check`, the recorder).
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    must = "RFC 4954 section 4"
    wakes_on = commands("SASL")
    suggests = Suggestion(501, "5.7.0")
    bad = (
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 535 5.7.8 Authentication failed
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 334 UGFzc3dvcmQ6
           ^^^
        """,
    )
    good = (
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 501 5.7.0 Authentication cancelled
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: *
        S: 421 4.7.0 Closing
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: ********
        S: 334 UGFzc3dvcmQ6
        C: *
        S: 235 2.7.0 Authentication successful
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 235 and not x.state.shows(Sees.WIRE):
            return  # nobody has cancelled: the log hides a response behind one asterisk
        if x.has(Form.CANCEL) and x.code not in (0, 501, 421):
            yield self.found(f'"*" is answered with {x.code}: a cancelled AUTH is 501')
