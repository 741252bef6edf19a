from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import Found, Rule, Suggestion, commands
from smtpcodes.session.events import YES, Sees
from smtpcodes.session.exchange import Exchange

KNOWN = frozenset((0, 220, 421, 454, 500, 501, 502, 503, 530, 554))


class StarttlsReplyCode(Rule):
    """STARTTLS is answered with a code that it does not have.

    A client knows what to do after `220` (start), `454` (later) and a refusal of the command;
    another code it can only take for the end.

    RFC 3207 has 220, 501 and 454; 421, 500, 502 and 503 of RFC 5321 fit any command, 554 a session
    that was refused. "Not now" is `454 4.7.0`, "already active" is `503 5.5.1`. That an argument
    was accepted is said of the wire alone (`check`, the recorder): in a log the argument may be the
    log's.
    """

    spec = ("RFC 3207 section 4", "RFC 5321 section 4.3.2")
    wakes_on = commands("STARTTLS")
    suggests = Suggestion(454, "4.7.0")
    also = ("command/argument-not-allowed",)
    bad = (
        """
        C: STARTTLS
        S: 504 5.7.4 Already in TLS
           ^^^
        """,
    )
    good = (
        """
        C: STARTTLS
        S: 503 5.5.1 TLS already active
        """,
        """
        C: STARTTLS now
        S: 501 5.5.4 No parameters allowed
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.code == 220 and x.has(Form.ARGUMENT) and x.state.shows(Sees.WIRE):
            yield self.found(
                "STARTTLS with an argument is accepted: 501 is due",
                suggest=Suggestion(501, "5.5.4"),
            )
        elif x.code not in KNOWN:
            yield self.found(
                f"STARTTLS is answered with {x.code}: 220, 454, 501, 502 or 503 is due",
                suggest=Suggestion(503, "5.5.1") if x.state.tls is YES else None,
            )
