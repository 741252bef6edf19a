"""What real servers were seen to do is told fairly, and can be repeated."""

from __future__ import annotations

import datetime
import tomllib

import pytest

from smtpcodes import rules
from smtpcodes.check.likeness import HELD_BACK, like
from smtpcodes.check.report import CheckReport
from smtpcodes.check.runner import Plan, run
from smtpcodes.check.situations import everything
from smtpcodes.knowledge import store
from tests.servers.planted import PASSWORD, USER, Planted
from tests.servers.real import seen
from tests.servers.real.setups import SETUPS, Setup

SEEN = seen.load()


@pytest.mark.parametrize("name", SEEN)
def test_a_set_up_names_rules_and_situations_that_there_are(name: str) -> None:
    assert name in {setup.name for setup in SETUPS}
    assert SEEN[name]["implementation"] in store.entries()["implementations"]
    assert isinstance(SEEN[name]["seen"], datetime.date) and SEEN[name]["version"]
    for rule, entry in SEEN[name]["rules"].items():
        assert rule in rules.ids() and set(entry["situations"]) <= set(everything())


def test_no_fault_that_endangers_users_stands_under_a_name() -> None:
    assert set(rules.ids()) >= HELD_BACK
    text = seen.FILE.read_text(encoding="utf-8") + seen.PAGE.read_text(encoding="utf-8")
    assert not [rule for rule in HELD_BACK if rule in text]


def test_the_page_is_made_from_what_was_seen() -> None:
    assert seen.PAGE.read_text(encoding="utf-8") == seen.page(SEEN), (
        "a rule says something else now: `python -m tests.servers.real --page` writes the page anew"
    )


@pytest.mark.parametrize("stem", sorted({s["implementation"] for s in SEEN.values()}))
def test_what_was_seen_stands_in_the_data_as_it_was_seen(stem: str) -> None:
    text = (seen.IMPLEMENTATIONS / f"{stem}.toml").read_text(encoding="utf-8")
    by_hand, _, _ = text.partition(seen.MADE)
    assert text == by_hand + seen.entries(stem, SEEN)
    twice = {d["rule"] for d in tomllib.loads(by_hand).get("deviation", ())} & {
        rule for s in SEEN.values() if s["implementation"] == stem for rule in s["rules"]
    }
    assert not twice, "what was seen is written by the script, not by hand"


def test_what_has_changed_is_told() -> None:
    setup = Setup("x", "aiosmtpd", "a setting", lambda: "1", lambda folder, port: [])
    day = datetime.date(2026, 11, 30)

    def checked(*faults: str) -> CheckReport:
        with Planted(*faults) as port:
            plan = Plan("127.0.0.1", port, USER.decode(), PASSWORD.decode(), select=("auth-twice",))
            return run(plan)

    good, bad = checked(), checked("auth-twice")
    before = seen.of(setup, "1", day, good)
    after = seen.of(setup, "1", day, bad)
    rule = "sequence/auth-after-success-not-503"
    both = ("auth-twice", "auth-twice-unknown-mechanism")
    assert seen.differences(before, after, bad) == [f"new: {x}: {rule}" for x in both]
    assert seen.differences(after, before, good) == [f"no more: {x}: {rule}" for x in both]
    assert seen.differences(before, before, good) == []
    assert seen.differences({**before, "version": "2"}, after, bad) == []
    assert seen.differences(None, after, bad) == []


def test_a_server_is_compared_with_what_its_greeting_names() -> None:
    with Planted("auth-twice") as port:
        plan = Plan("127.0.0.1", port, USER.decode(), PASSWORD.decode(), select=("auth-twice",))
        results = run(plan).results
    assert like("220 mx.example.test ESMTP", results) == ""
    assert like("220 mx.example.test ESMTP Postfix", ()) == "Answers as Postfix 3.7 does."
    told = like("220 mx.example.test ESMTP Postfix", results)
    assert told == "Greets as Postfix; nothing that is known of it was found."
