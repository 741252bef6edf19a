"""What a verdict says of a session that failed; ``verdicts.txt`` has the sessions.

Rules say more than a refusal alone: what the verdict says without them stands in a second line
where it differs.
"""

from __future__ import annotations

from functools import cache

from smtpcodes.linter import Collector, Linter, explainer
from tests.each import each
from tests.tables import sessions

SESSIONS = sessions("verdicts.txt")


@cache
def linter(rules_on: bool) -> Linter:
    return Linter(receiver=Collector(), explain=explainer(), rules_on=rules_on)


def said_of(session: str, rules_on: bool) -> str:
    one = linter(rules_on)
    one.receiver = collector = Collector()
    one.lint_chunks("-", [session.encode()])
    found = (f"= {v.cause} {v.side}: {v.summary}\n" for v in collector.verdicts)
    return "".join(found) or "= nothing\n"


@each("name, session, said", SESSIONS)
def test_a_verdict_says_what_failed_and_whose_move_it_is(
    name: str, session: str, said: str
) -> None:
    with_rules, *without = said.splitlines(True)
    assert said_of(session, True) == with_rules
    assert said_of(session, False) == (without[0] if without else with_rules)


def test_every_session_of_the_file_is_read() -> None:
    assert len({name for name, _, _ in SESSIONS}) == len(SESSIONS) > 160
