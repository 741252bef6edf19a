"""What each exchange changes of what is known of a session; ``states.txt`` has the sessions."""

from __future__ import annotations

from enum import Enum

from smtpcodes.grammar.ehlo import Offers
from smtpcodes.linter import Linter
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import State
from smtpcodes.session.reply import ReplyForm
from smtpcodes.session.state import advance
from tests.each import each
from tests.tables import sessions

SESSIONS = sessions("states.txt")


def value(name: str, it: object) -> object:
    if name == "readable" and isinstance(it, int):
        return ReplyForm(it).name if it else "nothing"
    if isinstance(it, Offers):
        return "+".join(sorted((*it.keywords, *it.mechanisms))) or "nothing"
    return it.name if isinstance(it, Enum) else it


def changed(before: State, after: State) -> str:
    pairs = zip(State._fields, before, after, strict=True)
    return "".join(f" {name}={value(name, new)}" for name, old, new in pairs if old != new)


def told(transcript: str) -> str:
    """One line for each exchange: the command, the reply, and what they change.

    Before it, after "meanwhile", what was changed by anything else.
    """
    exchanges: list[Exchange] = []
    linter = Linter(rules_on=False, every=lambda _, seen: exchanges.append(seen.exchange))
    linter.lint_chunks("-", [transcript.encode()])
    lines, before = "", exchanges[0].state
    for x in exchanges:
        meanwhile = changed(before, x.state)
        before = advance(x.state, x)
        lines += f"= meanwhile{meanwhile}\n" if meanwhile else ""
        lines += f"= {x.verb} {x.code}:{changed(x.state, before)}\n"
    return lines


@each("name, session, expected", SESSIONS)
def test_an_exchange_changes_what_is_known(name: str, session: str, expected: str) -> None:
    found = told(session)
    assert found == expected, f"it tells now:\n{found}"


def test_every_session_of_the_file_is_read() -> None:
    assert len({name for name, _, _ in SESSIONS}) == len(SESSIONS) > 35
