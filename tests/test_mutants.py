"""scripts/mutants.py: what it drops, and how it tells that an example has noticed."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from smtpcodes import rules
from smtpcodes.rules.base import Rule

SCRIPT = Path(__file__).parent.parent / "scripts" / "mutants.py"
SOURCE = '''
from smtpcodes.rules.base import Rule, commands


class NoHelp(Rule):
    """HELP is sent."""

    id = "house/no-help"
    wakes_on = commands("HELP")
    bad = ("""
        C: HELP
        S: 214 see https://mx.example.net/
           ^^^
        """,)
    good = ("""
        C: HELP
        S: 502 5.5.1 not here
        """,)

    def judge(self, x):
        if x.code == 502:
            return
        if x.code and not x.state.quit:
            yield self.found("HELP: nobody reads the answer")
'''


def script(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MUTANTS = script(SCRIPT, "mutants")


@pytest.fixture
def rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rule]:
    monkeypatch.setattr(rules, "_added", {})
    (tmp_path / "house.py").write_text(SOURCE)
    found: Rule = script(tmp_path / "house.py", "house_of_mutants").NoHelp()
    rules.add([found])
    yield found
    rules.everything.cache_clear()
    del sys.modules["house_of_mutants"]


def test_each_operand_and_each_early_return_is_dropped_once() -> None:
    source = (
        "def f(a, b, c):\n if a and (b or c):\n  return 1\n for x in a:\n  continue\n return 2\n"
    )
    found = [(m.line, m.dropped) for m in MUTANTS.mutants(source, "f.py")]
    assert sorted(found) == [
        (2, "and a"),
        (2, "and b or c"),
        (2, "or b"),
        (2, "or c"),
        (3, "return 1"),
        (5, "continue"),
    ]


def test_a_comparison_is_turned_round_where_that_is_asked_for() -> None:
    source = "def f(a, b):\n return a < b\n"
    assert [m.dropped for m in MUTANTS.mutants(source, "f.py")] == []
    assert [m.dropped for m in MUTANTS.mutants(source, "f.py", turned=True)] == ["a < b -> a <= b"]


def test_a_lot_is_drawn_again_by_its_seed() -> None:
    once, again, other = (MUTANTS.drawn("files", "", 20, seed) for seed in (1, 1, 2))
    named = [[(m.__name__, mutant[:3]) for m, mutant in lot] for lot in (once, again, other)]
    assert named[0] == named[1] != named[2]


def test_each_part_has_tests_that_are_there() -> None:
    for tests in (*MUTANTS.PARTS.values(), *MUTANTS.NEARER.values()):
        assert all((SCRIPT.parent.parent / "tests" / f"{t}.py").is_file() for t in tests)


def test_a_condition_that_no_example_misses_is_named(rule: Rule) -> None:
    alive, count = MUTANTS.survivors_of_rule(rule)
    assert [(m.owner, m.dropped) for m in alive] == [
        ("NoHelp.judge", "and x.code"),
        ("NoHelp.judge", "and not x.state.quit"),
    ]
    assert count == 3


def test_a_rule_is_whole_again_after_its_mutants(rule: Rule) -> None:
    before = type(rule).judge.__code__
    MUTANTS.survivors_of_rule(rule)
    assert type(rule).judge.__code__ is before
