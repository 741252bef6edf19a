"""Every rule's page is its test: each bad example gives exactly the marked place and this rule, each good one is silent."""

from __future__ import annotations

import pytest

from smtpcodes import rules
from smtpcodes.linter import Collector, Linter
from smtpcodes.report import BOTH, CLIENT, LEVELS, SERVER, Finding
from smtpcodes.rules.base import Rule

from .examples import example

IDS = rules.ids()


def findings(text: str, table: bool = True) -> list[Finding]:
    collector = Collector()
    Linter(receiver=collector, table=table).lint_chunks("-", [text.encode()])
    return collector.findings


def strong(found: list[Finding]) -> set[str]:
    """The rules that found an error or a warning."""
    return {f.rule for f in found if f.level != "note"}


BAD = [(name, n) for name in IDS for n in range(len(rules.load(name).bad))]
GOOD = [(name, n) for name in IDS for n in range(len(rules.load(name).good))]


@pytest.mark.parametrize("name", IDS)
def test_a_rule_has_all_that_its_page_needs(name: str) -> None:
    rule = rules.load(name)
    doc = type(rule).__doc__ or ""
    first, _, rest = doc.partition("\n")
    assert first.strip().endswith(".") and len(first) < 110, (
        f"{name}: the docstring begins with the crime, one sentence"
    )
    assert len(rest.split()) > 12, (
        f"{name}: the docstring teaches: who suffers, what the RFC says, what to send"
    )
    assert all(s.startswith("RFC ") for s in rule.spec), f"{name}: spec names the sections"
    assert rule.spec or "No RFC" in doc, f"{name}: spec names the sections, or the page says no RFC"
    assert rule.bad and rule.good, f"{name}: needs a bad and a good example"
    assert rule.level in LEVELS and rule.side in (CLIENT, SERVER, BOTH)
    assert set(rule.also) <= set(IDS), (
        f"{name}: also names {set(rule.also) - set(IDS)}, which is no rule"
    )
    known = set(IDS) | {"*"}
    assert set(rule.yields_to) <= known, (
        f"{name}: yields_to names {set(rule.yields_to) - known}, which is no rule"
    )


@pytest.mark.parametrize(("name", "n"), BAD)
def test_a_bad_example_gives_exactly_its_place(name: str, n: int) -> None:
    wanted = example(rules.load(name).bad[n])
    found = findings(wanted.text)
    own = [f for f in found if f.rule == name]
    assert wanted.at, f"{name}: its bad example marks no place"
    assert [(f.line, f.column) for f in own] == wanted.at, (
        f"{name}: found at {[(f.line, f.column) for f in own]}, marked {wanted.at}"
    )
    related = sorted({r.line for f in own for r in f.related})
    assert related == sorted({line for line, _ in wanted.related}), (
        f"{name}: related lines {related}, marked {wanted.related}"
    )
    assert {(f.level, f.side) for f in own} == {(rules.load(name).level, rules.load(name).side)}
    others = strong(found) - {name} - set(rules.load(name).also)
    assert not others, f"{name}: its bad example breaks {others} as well"


@pytest.mark.parametrize(("name", "n"), GOOD)
def test_a_good_example_is_silent(name: str, n: int) -> None:
    found = findings(example(rules.load(name).good[n]).text)
    assert name not in {f.rule for f in found}, f"{name}: reports its good example"
    others = strong(found) - set(rules.load(name).also)
    assert not others, f"{name}: its good example breaks {others}"


@pytest.mark.parametrize("name", [n for n in IDS if rules.load(n).also])
def test_what_else_a_rules_examples_break_is_named_and_nothing_more(name: str) -> None:
    rule = rules.load(name)
    broken = {f.rule for marked in (*rule.bad, *rule.good) for f in findings(example(marked).text)}
    assert set(rule.also) <= broken, (
        f"{name}: also names {set(rule.also) - broken}, which its examples do not break"
    )


@pytest.mark.parametrize("name", IDS)
def test_examples_give_the_same_with_the_table_switched_off(name: str) -> None:
    for marked in (*rules.load(name).bad, *rules.load(name).good):
        text = example(marked).text
        assert findings(text) == findings(text, table=False)


@pytest.mark.parametrize(("name", "n"), BAD)
def test_a_message_is_short_and_says_the_offence(name: str, n: int) -> None:
    for f in findings(example(rules.load(name).bad[n]).text):
        if f.rule == name:
            assert len(f.message) < 90 and not f.message.endswith("."), f.message
            first = f.message.split()[0]
            assert (
                first[0].islower()
                or not first[0].isalpha()
                or first.upper() == first
                or first[0] == "X"
            ), f"lower case after a code: {f.message}"


def test_every_rule_is_found_by_its_place() -> None:
    for name in IDS:
        rule: Rule = rules.load(name)
        assert type(rule).__module__ == "smtpcodes.rules." + name.replace("/", ".").replace(
            "-", "_"
        )
