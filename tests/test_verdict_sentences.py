"""What a verdict says of a session that failed; ``verdicts.txt`` has the sessions."""

from __future__ import annotations

import re
from pathlib import Path

import smtpcodes
from tests.each import each

TEXT = Path(__file__).with_name("verdicts.txt").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^## (.+)\n((?:.+\n)+)= (.+)$", TEXT, re.M)
OPENINGS = dict(re.findall(r"^\[(\w+)\]\n((?:.+\n)+)", TEXT, re.M))


@each("name, session, said", SESSIONS)
def test_a_verdict_says_what_failed_and_whose_move_it_is(
    name: str, session: str, said: str
) -> None:
    opening, _, rest = session.partition("\n")
    (v,) = smtpcodes.lint(OPENINGS[opening] + rest if opening in OPENINGS else session).verdicts
    assert f"{v.cause} {v.side}: {v.summary}" == said


def test_every_session_of_the_file_is_read() -> None:
    assert len(SESSIONS) == TEXT.count("\n## ") and len({name for name, _, _ in SESSIONS}) > 70
