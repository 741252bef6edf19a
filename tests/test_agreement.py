"""No two pages contradict each other: the same question is asked of every entry, and the answers
are compared."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from smtpcodes import rules
from smtpcodes.knowledge import store
from tests.each import each

DATA = Path(__file__).parent.parent / "data"
GUIDES = Path(__file__).parent.parent / "site/pages/guides"
PAGES = [*sorted(DATA.rglob("*.md")), *sorted(DATA.rglob("*.toml")), *sorted(GUIDES.glob("*.md"))]
ENTRIES = store.entries()
PROVIDERS = ENTRIES["providers"]


def statements() -> Iterator[tuple[str, str]]:
    """Every line of the data and the guides, every paragraph of a rule, with the name of its
    place."""
    for path in PAGES:
        if "phrases" in path.parts or path.name == "claims.toml":
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.lstrip().startswith(("#", "reply", "examples", "S:", "C:")):
                yield path.name, line
    for rule in rules.everything():
        for paragraph in (type(rule).__doc__ or "").split("\n\n"):
            yield rule.id, " ".join(paragraph.split())


STATEMENTS = list(statements())


def test_which_commands_are_exempt_from_a_log_in() -> None:
    answers = {
        frozenset(re.findall(r"[A-Z]{4}", found))
        for _, text in STATEMENTS
        for found in re.findall(r"AUTH, EHLO, HELO, [A-Z, ]*(?:and|or) [A-Z]{4}", text)
    }
    assert answers == {frozenset(("AUTH", "EHLO", "HELO", "NOOP", "RSET", "QUIT"))}
    exempt = importlib.import_module("smtpcodes.rules.auth.required_sent_to_exempt_command").EXEMPT
    assert exempt >= next(iter(answers)) - {"AUTH"}


def test_which_commands_are_exempt_from_starttls() -> None:
    answers = {
        frozenset(re.findall(r"[A-Z]{4,}", found))
        for _, text in STATEMENTS
        for found in re.findall(r"NOOP`?, `?EHLO`?, `?STARTTLS`?,? (?:and|or) `?QUIT", text)
    }
    assert answers == {frozenset(("NOOP", "EHLO", "STARTTLS", "QUIT"))}


APP_PASSWORD = {
    "google": "app password",
    "yahoo": "app password",
    "aol": "app password",
    "apple": "app-specific password",
    "qq": "authori[sz]ation code",
    "netease163": "authori[sz]ation code",
    "sina": "authori[sz]ation code",
}


@each("name", APP_PASSWORD)
def test_what_credential_a_provider_takes(name: str) -> None:
    credential = PROVIDERS[name]["submission"]["credential"]
    assert re.search(APP_PASSWORD[name], credential, re.I)
    names = [n.lower() for n in (PROVIDERS[name]["name"], *PROVIDERS[name]["serves"])]
    for place, text in STATEMENTS:
        if any(n in text.lower() for n in names):
            for claim in re.findall(
                r"(?i)[^.;]*\b(?:the account's own|the normal|the usual|your mail) password[^.;]*",
                text,
            ):
                assert re.search(
                    r"(?i)\b(?:not?|never|refuse[sd]?|in place of|wants|fail)\b", claim
                ), (place, claim)


def test_where_a_google_account_makes_an_app_password() -> None:
    ways = {
        found.rstrip(".")
        for _, text in STATEMENTS
        for found in re.findall(r"myaccount\.google\.com[^\s;),:]*", text)
    }
    assert ways == {"myaccount.google.com/apppasswords"}


def test_which_code_goes_with_which_enhanced_code_in_auth() -> None:
    pairs = {
        235: "2.7.0",
        432: "4.7.12",
        454: "4.7.0",
        534: "5.7.9",
        535: "5.7.8",
        530: "5.7.0",
        538: "5.7.11",
    }
    for code, enhanced in pairs.items():
        assert ENTRIES["replies"][str(code)]["enhanced"][0] == enhanced, code
    for situation in ENTRIES["situations"]:
        if situation["code"] in (235, 432, 534, 535, 538) and situation.get("enhanced"):
            assert situation["enhanced"] == pairs[situation["code"]], situation["id"]
    for rule in rules.everything():
        right = rule.suggests
        if right and right.code in (235, 432, 534, 535, 538):
            assert right.enhanced == pairs[right.code], rule.id


@each("name", [n for n, p in PROVIDERS.items() if "submission" in p])
def test_what_kind_of_tls_a_port_has(name: str) -> None:
    for port in PROVIDERS[name]["submission"].get("ports", ()):
        kind = {465: "implicit", 587: "STARTTLS"}.get(port["port"])
        assert kind is None or port["tls"] == kind, port


def test_no_statement_gives_a_port_the_other_kind_of_tls() -> None:
    wrong = re.compile(
        r"(?i)\b465 with STARTTLS|STARTTLS on (?:port )?465"
        r"|\b587 with (?:implicit TLS|TLS from the)"
    )
    assert not [(place, text) for place, text in STATEMENTS if wrong.search(text)]


def test_how_long_a_command_line_is() -> None:
    for place, text in STATEMENTS:
        if "12288" in text or "12,288" in text:
            assert re.search(r"(?i)respons|SASL line|a line|12288 octets a", text), (place, text)


def test_when_microsoft_retires_basic_authentication() -> None:
    months = {
        (m[1], m[2])
        for _, text in STATEMENTS
        if re.search(r"(?i)basic auth", text)
        for m in re.finditer(r"(?i)end of (\w+) (20\d\d)", text)
    }
    assert months == {("December", "2026")}


def test_what_a_code_is_by_its_first_digit_is_what_its_page_says_of_trying_again() -> None:
    for code, entry in ENTRIES["replies"].items():
        if entry["status"] == "folklore":
            continue
        if code[0] == "4":
            assert entry["retry"] != "never", code
        if code[0] in "23":
            assert entry["retry"] == "none", code


def test_every_registered_code_has_the_registry_s_name_on_its_page() -> None:
    registered = tomllib.loads((DATA / "registry/enhanced.toml").read_text("utf-8"))["code"]
    names = {c["code"]: c["name"] for c in registered}
    for code, entry in ENTRIES["enhanced"].items():
        if entry["status"] == "registered" and entry.get("name"):
            assert entry["name"] == names["X" + code[1:]], code


RIGHT = {
    "a log-in is missing": (530, r"(?:missing log-in|log-in (?:that )?is missing)(?: is|:)?"),
    "wrong credentials": (535, r"wrong credentials (?:are|is)"),
    "what is no base64": (501, r"(?:does not|can't|cannot) (?:be )?decoded?(?: is)?"),
    "an unknown mechanism": (504, r"unknown mechanism(?: is)?"),
    "an unknown command": (500, r"unknown (?:word )?is"),
    "a command out of order": (503, r"out of order is"),
    "relaying refused": (550, r"relay(?:ing)?(?: that is)? (?:is )?(?:refused|denied) (?:is|gets)"),
    "a sender of others": (550, r"sender (?:who|that this user)? ?may not (?:send|use) is"),
    "too many recipients": (452, r"too many recipients(?: is|:)?(?: must be)?"),
    "a full disk": (452, r"(?:no disk|disk that is full) is"),
    "a full mailbox": (452, r"full mailbox is"),
    "a message too large": (552, r"too large is"),
    "no TLS now": (454, r"TLS that cannot start now is"),
}


@each("situation", RIGHT)
def test_which_code_is_right_in_a_situation(situation: str) -> None:
    code, words = RIGHT[situation]
    found = re.compile(rf"(?i)\b{words} \(?\[?`?([45]\d\d)\b")
    answers = {(m[1], place) for place, text in STATEMENTS for m in found.finditer(text)}
    assert answers, "no page says it any more: mend the pattern"
    assert {answer for answer, _ in answers} == {str(code)}, answers


def test_what_a_provider_s_text_asks_for_is_what_its_settings_ask_for() -> None:
    kinds = ("app password", "app-specific", "authori[sz]ation code", "API key", "token", "client")
    for name, provider in PROVIDERS.items():
        credential = provider.get("submission", {}).get("credential", "")
        asked = [kind for kind in kinds if re.search(kind, credential, re.I)]
        for text in provider.get("text", ()):
            if asked and text["cause"] == "auth.app-password-required":
                said = text["means"] + text["fix"]
                assert any(re.search(kind, said, re.I) for kind in asked), (name, text["id"])


def test_a_text_of_class_4_has_no_cause_that_never_heals() -> None:
    for provider in PROVIDERS.values():
        for text in provider.get("text", ()):
            if text["reply"][:1] == "4":
                assert store.entry("causes", text["cause"])["retry"] != "never", text["id"]


def test_how_long_lines_are() -> None:
    for place, text in STATEMENTS:
        for octets in re.findall(r"(?i)\b(?:command|reply) line has (?:at most )?(\d+)", text):
            assert octets == "512", (place, text)


MOST_ASKED = (
    "421 432 450 451 452 454 500 501 502 503 504 521 523 525 526 530 534 535 538 541 550 551 552 "
    "553 554 "
    "5.1.1 5.1.8 5.2.1 5.5.6 5.7.0 5.7.1 5.7.3 5.7.8 5.7.9 5.7.14 5.7.25 5.7.26 5.7.57 5.7.60 "
    "5.7.139"
).split()


@each("code", MOST_ASKED)
def test_no_fix_of_the_most_asked_replies_begins_with_asking_somebody_else(code: str) -> None:
    entry = ENTRIES["enhanced" if "." in code else "replies"][code]
    fixes = [cause["fix"] for cause in entry.get("causes", ())] or [entry["fix"]]
    for fix in fixes:
        assert not re.match(r"(?:Ask|Contact|Tell|Call|Write to|The administrator)\b", fix), fix


def test_no_advice_begins_with_asking_somebody_where_something_can_be_done_first() -> None:
    for path in sorted((DATA / "providers").glob("*.toml")):
        for text in tomllib.loads(path.read_text(encoding="utf-8")).get("text", []):
            fix = text.get("fix", "").lower()
            assert not fix.startswith(("contact ", "write to ", "call ")), text["id"]
            assert text["cause"] != "policy.blocklisted" or not fix.startswith("ask "), text["id"]
