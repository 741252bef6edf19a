"""What rules take for granted, so that they need not ask: laws over each exchange of the rules'
examples."""

from __future__ import annotations

import pytest

from smtpcodes import rules
from smtpcodes.grammar.form import Form
from smtpcodes.linter import Linter
from smtpcodes.session.events import NO, UNKNOWN, YES
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm

from .examples import example


@pytest.fixture(scope="module")
def exchanges() -> list[Exchange]:
    found: list[Exchange] = []
    linter = Linter(rules_on=False, every=lambda _, seen: found.append(seen.exchange))
    for rule in rules.everything():
        linter.lint_chunks("-", [example(rule.good[-1]).text.encode()])
        linter.lint_chunks("-", [example(rule.bad[-1]).text.encode()])
    assert len(found) > 500
    return found


def test_a_known_greeting_was_seen_at_the_beginning(exchanges: list[Exchange]) -> None:
    assert all(x.state.whole is YES for x in exchanges if x.state.greeting is not UNKNOWN)


def test_offers_are_known_of_an_accepted_hello_alone(exchanges: list[Exchange]) -> None:
    assert all(x.state.hello is not NO for x in exchanges if x.state.offers is not UNKNOWN)


def test_a_mechanism_that_is_not_offered_was_named(exchanges: list[Exchange]) -> None:
    assert all(x.mechanism for x in exchanges if x.offered is NO)


def test_a_mechanism_is_an_argument(exchanges: list[Exchange]) -> None:
    named = [x for x in exchanges if x.verb == "AUTH" and x.mechanism]
    assert named and all(x.has(Form.ARGUMENT) for x in named)


def test_a_command_that_is_not_shown_is_assumed(exchanges: list[Exchange]) -> None:
    assert all(x.has(Form.ASSUMED) for x in exchanges if not x.shown)


def test_a_code_without_a_blank_has_no_text(exchanges: list[Exchange]) -> None:
    bare = [x for x in exchanges if x.has(ReplyForm.NO_SPACE)]
    assert bare and all(x.has(ReplyForm.EMPTY) for x in bare)


def test_a_long_word_of_base64_is_looked_for_in_refusals_alone(exchanges: list[Exchange]) -> None:
    found = [x for x in exchanges if x.has(ReplyForm.BASE64_WORD)]
    assert found and all(x.code >= 400 for x in found)
