"""Implementations: what is known of them is dated, names real rules, and is found by a greeting."""

from __future__ import annotations

import pytest

from smtpcodes import rules
from smtpcodes.knowledge import store
from smtpcodes.knowledge.implementations import Deviation, deviations, known, of_greeting, of_rule

ENTRIES = store.entries()["implementations"]


@pytest.mark.parametrize("stem", sorted(ENTRIES))
def test_an_implementation_breaks_rules_that_there_are(stem: str) -> None:
    found = ENTRIES[stem].get("deviation", [])
    assert found, f"data/implementations/{stem}.toml tells no deviation: remove it"
    unknown = {d["rule"] for d in found} - set(rules.ids())
    assert not unknown, f"data/implementations/{stem}.toml: no such rules: {sorted(unknown)}"


@pytest.mark.parametrize("stem", sorted(ENTRIES))
def test_a_client_breaks_rules_for_clients_and_a_service_rules_for_servers(stem: str) -> None:
    entry = ENTRIES[stem]
    sides = {rules.load(d["rule"]).side for d in entry["deviation"]}
    if entry["kind"] == "client":
        assert sides == {"client"}
    elif entry["kind"] == "service":
        assert sides == {"server"}


def test_who_breaks_a_rule_is_told_in_one_line() -> None:
    found = of_rule("auth/required-late")
    assert "Postfix" in {d.name for d in found} and of_rule("no/such-rule") == []
    for d in (d for all_ in deviations().values() for d in all_):
        assert str(d).startswith(d.name) and d.seen in str(d) and "\n" not in str(d)
    assert str(Deviation("x", "X", "a/b", "530", "", "", "source", "x.c", "2026-01-02")) == "X: 530; source, 2026-01-02"


def test_a_greeting_gives_the_server_away() -> None:
    for greeting, stem in (
            ("mx.example.net ESMTP Postfix (Debian/GNU)", "postfix"), ("mx.example.net ESMTP Exim 4.96 Mon, 23 Nov 2026 22:58:57 +0000", "exim"),
            ("AM0PR01CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready", "exchange-online"),
            ("mail.example.net Microsoft ESMTP MAIL Service ready", "exchange"), ("mx.example.net ESMTP", None)):
        assert of_greeting(greeting) == stem
    told = known("auth/required-late", "mx.example.net ESMTP Postfix")
    assert told is not None and "smtpd_delay_reject" in told.when
    assert known("auth/required-late", "mx.example.net ESMTP") is None and known("reply/invalid-code", "mx ESMTP Postfix") is None
