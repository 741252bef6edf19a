"""Every rule's page is its test: each bad example gives exactly the marked place and this rule,
each good one is silent."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

import smtpcodes
from smtpcodes import rules
from smtpcodes.linter import Collector, Linter
from smtpcodes.report import BOTH, CLIENT, LEVELS, SERVER, Finding
from smtpcodes.rules.base import Rule

from .examples import example

IDS = rules.ids()


@functools.cache
def findings(text: str, table: bool = True) -> list[Finding]:
    collector = Collector()
    Linter(receiver=collector, table=table).lint_chunks("-", [text.encode()])
    return collector.findings


def strong(found: list[Finding]) -> set[str]:
    """The rules that found an error or a warning."""
    return {f.rule for f in found if f.level != "note"}


def of_its_page(rule: Rule) -> Iterator[str]:
    doc = type(rule).__doc__ or ""
    first, _, rest = doc.partition("\n")
    if not first.strip().endswith(".") or len(first) >= 110:
        yield "the docstring begins with the crime, one sentence"
    if len(rest.split()) <= 12:
        yield "the docstring teaches: who suffers, what the RFC says, what to send"
    if not all(s.startswith("RFC ") for s in rule.spec):
        yield "spec names the sections"
    if not rule.spec and "No RFC" not in doc:
        yield "spec names the sections, or the page says no RFC"
    if not rule.bad or not rule.good:
        yield "needs a bad and a good example"
    if rule.level not in LEVELS or rule.side not in (CLIENT, SERVER, BOTH):
        yield f"{rule.level!r} is no level, or {rule.side!r} no side"
    for field, named in (("also", rule.also), ("yields_to", rule.yields_to)):
        if unknown := set(named) - {*IDS, "*"}:
            yield f"{field} names {unknown}, which is no rule"


def of_a_bad_example(rule: Rule, marked: str) -> Iterator[str]:
    """It gives exactly the marked place, and nothing else that is strong."""
    wanted = example(marked)
    found = findings(wanted.text)
    own = [f for f in found if f.rule == rule.id]
    if not wanted.at:
        yield "it marks no place"
    if (places := [(f.line, f.column) for f in own]) != wanted.at:
        yield f"found at {places}, marked {wanted.at}: (line, column); a reply has its first line"
    related = sorted({r.line for f in own for r in f.related})
    if related != sorted({line for line, _ in wanted.related}):
        yield f"related lines {related}, marked {wanted.related}"
    if own and {(f.level, f.side) for f in own} != {(rule.level, rule.side)}:
        yield f"the findings are not of the level {rule.level}, or not on the side {rule.side}"
    yield from of_advice([f for f in found if f.level != "note"])
    if others := strong(found) - {rule.id, *rule.also}:
        yield f"it breaks {others} as well: mend the example, or see `also` and `yields_to`"
    for f in own:
        first = f.message.split()[0]
        code = not first[0].isalpha() or first.upper() == first or first[0] == "X"
        if len(f.message) >= 90 or f.message.endswith("."):
            yield f"the message is no short clause: {f.message}"
        if not first[0].islower() and not code:
            yield f"lower case after a code: {f.message}"


def of_advice(found: list[Finding]) -> Iterator[str]:
    """One line has one right reply."""
    for line in {f.line for f in found}:
        right = {str(f.suggest) for f in found if f.line == line and f.suggest}
        if len(right) > 1:
            yield f"line {line} is told to be {right}"


def of_a_good_example(rule: Rule, marked: str) -> Iterator[str]:
    found = findings(example(marked).text)
    if rule.id in {f.rule for f in found}:
        yield "it is reported"
    if others := strong(found) - set(rule.also):
        yield f"it breaks {others}"


def of_all_examples(rule: Rule) -> Iterator[str]:
    texts = [example(marked).text for marked in (*rule.bad, *rule.good)]
    broken = {f.rule for text in texts for f in findings(text)}
    if more := set(rule.also) - broken:
        yield f"also names {more}, which its examples do not break"
    for text in texts[:1] + texts[-1:]:
        if findings(text) != findings(text, table=False):
            yield f"other findings with the table switched off:\n{text}"


@pytest.mark.parametrize("name", IDS)
def test_a_rule_does_what_its_page_says(name: str) -> None:
    """All that is wrong with a rule is told in one run."""
    rule = rules.load(name)
    faults = [*of_its_page(rule), *of_all_examples(rule)]
    for kind, law, examples in (
        ("bad", of_a_bad_example, rule.bad),
        ("good", of_a_good_example, rule.good),
    ):
        faults += [f"{kind} {n}: {f}" for n, one in enumerate(examples) for f in law(rule, one)]
    assert not faults, f"{name}:\n" + "\n".join(faults)


def test_every_rule_is_found_by_its_place() -> None:
    for name in IDS:
        rule: Rule = rules.load(name)
        assert type(rule).__module__ == "smtpcodes.rules." + name.replace("/", ".").replace(
            "-", "_"
        )


@pytest.mark.parametrize(
    ("rule", "right"),
    [
        ("auth/required-sent-to-exempt-command", {"250", "250 2.0.0"}),
        ("auth/sequence-error-without-cause", {"334"}),
        ("auth/state-kept-across-starttls", {"334", "530 5.7.0"}),
        ("auth/transition-misused", {"451 4.3.2", "530 5.7.0"}),
        ("auth/unrecognised-though-offered", {"334", "535 5.7.8"}),
        ("auth/weak-mechanism-misused", {"504 5.5.4", "552 5.3.4"}),
    ],
)
def test_the_right_reply_is_that_of_the_command(rule: str, right: set[str]) -> None:
    texts = [example(marked).text for marked in rules.load(rule).bad]
    assert {str(f.suggest) for text in texts for f in findings(text) if f.rule == rule} == right


@pytest.mark.parametrize(("greeting", "right"), [(450, "421"), (550, "554")])
def test_a_greeting_that_puts_off_should_have_been_421(greeting: int, right: str) -> None:
    found = smtpcodes.lint(f"S: {greeting} busy\nC: EHLO client.example\nS: 250 mx.example.net\n")
    assert [str(f.suggest) for f in found.findings] == [right]
