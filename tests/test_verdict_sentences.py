"""What a verdict says of a session that failed; ``verdicts.txt`` has the sessions."""

from __future__ import annotations

import smtpcodes
from tests.each import each
from tests.tables import sessions

SESSIONS = sessions("verdicts.txt")


@each("name, session, said", SESSIONS)
def test_a_verdict_says_what_failed_and_whose_move_it_is(
    name: str, session: str, said: str
) -> None:
    (v,) = smtpcodes.lint(session).verdicts
    assert f"= {v.cause} {v.side}: {v.summary}\n" == said


def test_every_session_of_the_file_is_read() -> None:
    assert len({name for name, _, _ in SESSIONS}) == len(SESSIONS) > 70
