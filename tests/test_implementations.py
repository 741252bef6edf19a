"""Implementations: what is known of them is dated, names real rules, and is found by a greeting."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtpcodes import rules
from smtpcodes.cli import main
from smtpcodes.knowledge import store
from smtpcodes.knowledge.implementations import Deviation, deviations, known, of_greeting, of_rule
from smtpcodes.linter import lint
from smtpcodes.readers import everything
from tests.each import each

ENTRIES = store.entries()["implementations"]


@each("stem", sorted(ENTRIES))
def test_an_implementation_breaks_rules_that_there_are(stem: str) -> None:
    found = ENTRIES[stem].get("deviation", [])
    assert found, f"data/implementations/{stem}.toml tells no deviation: remove it"
    unknown = {d["rule"] for d in found} - set(rules.ids())
    assert not unknown, f"data/implementations/{stem}.toml: no such rules: {sorted(unknown)}"


@each("stem", sorted(ENTRIES))
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
    assert (
        str(Deviation("x", "X", "a/b", "530", "", "", "source", "x.c", "2026-01-02"))
        == "X: 530; source, 2026-01-02"
    )


def test_a_greeting_gives_the_server_away() -> None:
    for greeting, stem in (
        ("mx.example.net ESMTP Postfix (Debian/GNU)", "postfix"),
        ("mx.example.net ESMTP Exim 4.96 Mon, 23 Nov 2026 22:58:57 +0000", "exim"),
        (
            "AM0PR01CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready",
            "exchange-online",
        ),
        ("mail.example.net Microsoft ESMTP MAIL Service ready", "exchange"),
        ("mx.example.net ESMTP", None),
    ):
        assert of_greeting(greeting) == stem
    told = known("auth/required-late", "server", "mx.example.net ESMTP Postfix", "labelled")
    assert told is not None and "smtpd_delay_reject" in told.when
    assert known("auth/required-late", "server", "mx.example.net ESMTP", "labelled") is None
    assert known("reply/invalid-code", "server", "mx ESMTP Postfix", "labelled") is None


def test_a_client_is_known_by_the_log_that_only_it_writes() -> None:
    told = known("client/ignores-required", "client", "mx ESMTP Postfix", "netsmtp")
    assert told is not None and told.id == "net-smtp-perl"
    assert known("client/ignores-required", "client", "mx ESMTP Postfix", "labelled") is None
    readers = {e["reader"] for e in ENTRIES.values() if e.get("reader")}
    assert readers <= set(everything()), f"no such readers: {readers - set(everything())}"


def test_a_finding_says_that_the_server_is_known_for_it() -> None:
    log = (
        "S: 220 mx.example.net ESMTP Postfix\nC: EHLO a.example\nS: 250 AUTH PLAIN\n"
        "C: MAIL FROM:<a@a.example>\nS: 250 ok\nC: RCPT TO:<b@b.example>\n"
        "S: 530 5.7.0 Authentication required\n"
    )
    found = {f.rule: f for f in lint(log).findings}["auth/required-late"]
    assert (
        found.known.startswith("Postfix 3.7: 530 at RCPT")
        and found.to_json()["known"] == found.known
    )
    other = {f.rule: f for f in lint(log.replace("Postfix", "")).findings}["auth/required-late"]
    assert other.known == "" and other.to_json()["known"] is None


@pytest.mark.parametrize("name", ("text", "html", "json", "sarif"))
def test_reports_show_what_a_server_is_known_for(name: str, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(
        "S: 220 mx.example.net ESMTP Postfix\nC: EHLO a.example\nS: 250 AUTH PLAIN\n"
        "C: MAIL FROM:<a@a.example>\nS: 250 ok\nC: RCPT TO:<b@b.example>\n"
        "S: 530 5.7.0 Authentication required\n"
    )
    out = tmp_path / "out"
    main(["lint", "--pedantic", "--output-format", f"{name}:{out}", str(log)])
    assert "smtpd_delay_reject" in " ".join(out.read_text().split())
