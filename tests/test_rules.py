"""Every rule's page is its test: each bad example gives exactly the marked place and this rule, each good one is silent."""

from __future__ import annotations

import pytest

from smtpcodes import rules
from smtpcodes.linter import Collector, Linter
from smtpcodes.report import BOTH, CLIENT, LEVELS, SERVER, Finding
from smtpcodes.rules.base import Rule

from .examples import example

IDS = rules.ids()
BARE = 25          # words that a page has at least, after its title


def findings(text: str) -> list[Finding]:
    collector = Collector()
    Linter(receiver=collector).lint_chunks("-", [text.encode()])
    return collector.findings


BAD = [(name, n) for name in IDS for n in range(len(rules.load(name).bad))]
GOOD = [(name, n) for name in IDS for n in range(len(rules.load(name).good))]


@pytest.mark.parametrize("name", IDS)
def test_a_rule_has_all_that_its_page_needs(name: str) -> None:
    rule = rules.load(name)
    doc = type(rule).__doc__ or ""
    first, _, rest = doc.partition("\n")
    assert first.strip().endswith(".") and len(first) < 110, f"{name}: the docstring begins with the crime, one sentence"
    assert len(rest.split()) > 12, f"{name}: the docstring teaches: who suffers, what the RFC says, what to send"
    assert rule.spec and all(s.startswith("RFC ") for s in rule.spec), f"{name}: spec names the sections"
    assert rule.bad and rule.good, f"{name}: needs a bad and a good example"
    assert rule.level in LEVELS and rule.side in (CLIENT, SERVER, BOTH)
    assert set(rule.also) <= set(IDS), f"{name}: also names {set(rule.also) - set(IDS)}, which is no rule"
    known = set(IDS) | {"*"}
    assert set(rule.yields_to) <= known, f"{name}: yields_to names {set(rule.yields_to) - known}, which is no rule"


@pytest.mark.parametrize(("name", "n"), BAD)
def test_a_bad_example_gives_exactly_its_place(name: str, n: int) -> None:
    wanted = example(rules.load(name).bad[n])
    found = findings(wanted.text)
    own = [f for f in found if f.rule == name]
    assert [(f.line, f.column) for f in own] == wanted.at, f"{name}: found at {[(f.line, f.column) for f in own]}, marked {wanted.at}"
    related = {(r.line, r.column) for f in own for r in f.related}
    assert {line for line, _ in related} == {line for line, _ in wanted.related}, f"{name}: related {related}, marked {wanted.related}"
    others = {f.rule for f in found if f.rule != name and f.level != "note"} - set(rules.load(name).also)
    assert not others, f"{name}: its bad example breaks {others} as well"


@pytest.mark.parametrize(("name", "n"), GOOD)
def test_a_good_example_is_silent(name: str, n: int) -> None:
    found = findings(example(rules.load(name).good[n]).text)
    assert name not in {f.rule for f in found}, f"{name}: reports its good example"
    wrong = {f.rule for f in found if f.level != "note"} - set(rules.load(name).also)
    assert not wrong, f"{name}: its good example breaks {wrong}"


@pytest.mark.parametrize(("name", "n"), BAD)
def test_a_message_is_short_and_says_the_offence(name: str, n: int) -> None:
    for f in findings(example(rules.load(name).bad[n]).text):
        if f.rule == name:
            assert len(f.message) < 90 and not f.message.endswith("."), f.message
            first = f.message.split()[0]
            assert first[0].islower() or not first[0].isalpha() or first.upper() == first or first[0] == "X", f"lower case after a code: {f.message}"


def test_every_rule_is_found_by_its_place() -> None:
    for name in IDS:
        rule: Rule = rules.load(name)
        assert type(rule).__module__ == "smtpcodes.rules." + name.replace("/", ".").replace("-", "_")
