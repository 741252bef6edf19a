"""Answers agree with themselves, over every text of every list; their values are enums, frozen, and
compare."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

import smtpcodes
from smtpcodes import Cause, ClientAction, Confidence, Explanation, Retry, explain
from smtpcodes.integrations.pages import causes as cause_pages
from smtpcodes.knowledge import store
from smtpcodes.knowledge.prose import plain
from smtpcodes.site import SITE
from smtpcodes.verdict.failure import side_of

ROOT = Path(__file__).parent.parent
NO_CAUSE = ("success", "unknown")
MARKUP = re.compile(r"`|\*\*|\]\(|^#+ |^\s*\* ", re.M)
SAID_OF_CLASS = re.compile(r"refuses for now|will be refused again")


def texts() -> list[str]:
    """Every text of every list: of providers, of phrases, of the pages of codes."""
    entries = store.entries()
    found = [
        text for entry in store.texts() for text in (entry["reply"], *entry.get("examples", ()))
    ]
    found += [text for entry in entries["phrases"] for text in entry.get("examples", ())]
    for reply in entries["replies"].values():
        found += [
            line[3:]
            for text in reply.get("examples", ())
            for line in text.splitlines()
            if line[:4] in ("S: 4", "S: 5")
        ]
    found += [
        f"{s['code']} {s.get('enhanced') or ''} {s['text']}"
        for s in entries["situations"]
        if s.get("text")
    ]
    return list(dict.fromkeys(found))


def codes() -> list[str]:
    entries = store.entries()
    status = [c for code in entries["enhanced"] for c in (code, f"4{code[1:]}", f"5{code[1:]}")]
    return [*entries["replies"], *dict.fromkeys(status), *map(str, range(200, 600, 7))]


@cache
def answers() -> list[Explanation]:
    return [explain(text) for text in (*texts(), *codes())]


def told(e: Explanation) -> bool:
    return e.cause not in NO_CAUSE


def test_what_may_work_later_is_temporary_and_nothing_else() -> None:
    wrong = [e for e in answers() if e.temporary != (e.retry in ("now", "later"))]
    assert not wrong, [(e.query, e.retry, e.temporary) for e in wrong[:5]]


def test_a_cause_brings_its_own_words() -> None:
    for e in answers():
        own = store.entries()["causes"][e.cause]
        if told(e):
            assert (e.retry, e.client_action) == (own["retry"], own["client_action"]), e.query
            assert e.messages == {who: plain(text) for who, text in own["messages"].items()}
            assert e.fix and e.causes[0]["cause"] == e.cause and e.causes[0]["fix"] == e.fix, (
                e.query
            )
            assert all(c["fix"] and c["title"] for c in e.causes), e.query


def test_who_is_not_named_advises_nothing() -> None:
    own = {
        text["id"]: {plain(text[key]) for key in ("fix", "means") if text.get(key)}
        for text in store.texts()
    }
    named = {key: entry.get("name", key) for key, entry in store.entries()["providers"].items()}
    wrong = [
        (e.query, e.signature)
        for e in answers()
        if e.signature and e.provider != named[e.signature.split("/")[0]]
        if {e.fix, e.meaning} & own[e.signature]
    ]
    assert not wrong, f"advice of a provider that the answer does not name: {wrong[:5]}"


def test_above_a_text_stands_the_title_of_its_cause() -> None:
    for e in map(explain, texts()):
        if told(e):
            assert e.title == store.entries()["causes"][e.cause]["title"], e.query
            assert e.url == f"{SITE}causes/{e.cause}/", e.query


def test_an_action_of_waiting_stands_beside_later_alone() -> None:
    for name, cause in store.entries()["causes"].items():
        if cause["client_action"] in ("retry-later", "split-recipients"):
            assert cause["retry"] == "later", name
        if cause["retry"] == "later":
            assert cause["client_action"] in ("retry-later", "split-recipients", "none"), name


def test_a_meaning_does_not_say_the_contrary_of_retry() -> None:
    for e in answers():
        if "The same will never be accepted" in e.meaning:
            assert e.retry == "never", e.query
        if "will be refused again" in e.meaning and told(e):
            assert not e.temporary, e.query
        if "the same may work later" in e.meaning.lower() and told(e):
            assert e.temporary, e.query


def test_a_text_that_nobody_understands_has_the_title_of_its_class_only() -> None:
    for code in ("450", "550", "550 5.7.1", "554"):
        e = explain(f"{code} zzqx vvkw")
        assert e.cause == "unknown" and e.title.startswith("Refused for") and not e.fix
        assert e.title.startswith("Refused for now") == e.temporary
        assert e.client_action == "none"


def test_the_page_of_an_answer_is_in_the_site() -> None:
    entries = store.entries()
    pages = {f"replies/{code}/" for code in entries["replies"]}
    pages |= {f"enhanced/{code}/" for code in entries["enhanced"]}
    pages |= {f"{name.removesuffix('.md')}/" for name in cause_pages.causes()}
    for e in answers():
        assert e.url == SITE or e.url.removeprefix(SITE) in pages, (e.query, e.url)


def test_codes_alone_lead_to_their_own_page() -> None:
    assert explain(535).url == f"{SITE}replies/535/"
    assert explain("4.7.8").url == f"{SITE}enhanced/5.7.8/"


def test_prose_is_plain_text() -> None:
    for e in answers():
        for said in (
            e.title,
            e.meaning,
            e.fix,
            *e.messages.values(),
            *(c["fix"] for c in e.causes),
        ):
            assert MARKUP.search(said) is None, (e.query, said)


@pytest.mark.parametrize(
    ("kind", "values"),
    (
        (Cause, set(store.entries()["causes"])),
        (Retry, {"now", "later", "after-change", "never", "none"}),
        (Confidence, {"high", "medium", "low"}),
        (ClientAction, {c["client_action"] for c in store.entries()["causes"].values()}),
    ),
)
def test_the_enums_are_those_of_the_data(kind: type[StrEnum], values: set[str]) -> None:
    assert {str(member) for member in kind} == values
    for member in kind:
        assert member.name == member.value.upper().replace(".", "_").replace("-", "_")


def test_every_literal_of_an_enum_stands_in_its_type() -> None:
    for kind, module in (
        (Cause, "causes"),
        (Retry, "values"),
        (Confidence, "values"),
        (ClientAction, "values"),
    ):
        text = (ROOT / "smtpcodes" / "knowledge" / f"{module}.py").read_text(encoding="utf-8")
        for member in kind:
            pair = re.compile(rf'{kind.__name__}\.{member.name},\s+"{re.escape(member)}"')
            assert pair.search(text), member


def test_an_explanation_has_enums_and_is_frozen_and_compares() -> None:
    one, two = explain("535 5.7.8 bad password"), explain("535 5.7.8 bad password")
    assert isinstance(one.cause, Cause) and isinstance(one.retry, Retry)
    assert isinstance(one.client_action, ClientAction) and isinstance(one.confidence, Confidence)
    assert one == two and hash(one) == hash(two) and one != explain("535 5.7.8 wrong password")
    assert one.reply == (535, "5.7.8", "bad password") and one.reply.code == one.code
    assert one.recipients == () and one.why[0]["step"]
    with pytest.raises(AttributeError):
        one.cause = Cause.UNKNOWN  # type: ignore[misc]


def test_a_code_knows_its_title() -> None:
    assert smtpcodes.ReplyCode(535).title == smtpcodes.codes[535].name
    assert (
        smtpcodes.enhanced["5.7.8"].name
        and smtpcodes.ReplyCode(535).cause is Cause.AUTH_CREDENTIALS_INVALID
    )
    assert isinstance(smtpcodes.ReplyCode(599).retry, Retry)


def test_a_misspelt_value_is_an_error_of_types(tmp_path: Path) -> None:
    script = tmp_path / "leaning.py"
    right = (
        "e.retry == 'later'",
        "e.retry == Retry.LATER",
        "e.retry is Retry.LATER",
        "e.cause == 'auth.required'",
        "e.cause == Cause.AUTH_REQUIRED",
        "e.confidence in ('high', 'medium')",
        "e.client_action == ClientAction.TELL_ADMIN",
        "e.reply.code == 535",
        "ReplyCode(535).retry == 'later'",
    )
    wrong = (
        "e.retry == 'latre'",
        "e.cause == 'auth.requierd'",
        "e.confidence == 'hihg'",
        "e.client_action == 'tell-amdin'",
        "ReplyCode(535).retry == 'latre'",
    )
    head = (
        "from smtpcodes import Cause, ClientAction, ReplyCode, Retry, explain\ne = explain(535)\n"
    )
    script.write_text(head + "".join(f"print({said})\n" for said in (*right, *wrong)))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(script)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": str(ROOT)},
    )
    found = {int(n) for n in re.findall(r"leaning\.py:(\d+): error", done.stdout)}
    first = head.count("\n") + len(right) + 1
    assert found == set(range(first, first + len(wrong))), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "cause", "side"),
    (
        ("554 5.4.6 Message exceeded 50 hops", "routing.loop", "configuration"),
        ("5.4.6", "routing.loop", "configuration"),
        ("5.1.2", "recipient.domain-unknown", "client"),
        ("556", "recipient.domain-takes-no-mail", "client"),
        ("5.1.10", "recipient.domain-takes-no-mail", "client"),
        ("4.5.3", "rate.too-many-recipients", "client"),
        ("4.4.7", "delivery.expired", "network"),
        ("connect ECONNREFUSED 192.0.2.1:587", "network.unreachable", "network"),
        ("451 4.4.3 zzqx: DNS lookup failed", "routing.failed", "network"),
    ),
)
def test_what_was_one_cause_of_routing_has_five_with_their_sides(
    text: str, cause: str, side: str
) -> None:
    assert explain(text).cause == cause, explain(text).why
    assert side_of(cause) == side


def test_no_text_about_a_circle_or_an_expiry_is_left_at_routing_failed() -> None:
    for entry in store.texts():
        if entry["cause"] == "routing.failed":
            said = f"{entry['reply']} {entry['means']}".lower()
            assert not re.search(r"\bloop|circle|\bhops\b|expired", said), entry["id"]


def test_a_code_as_a_value_says_what_its_explanation_says() -> None:
    for code in (*smtpcodes.codes.values(), *smtpcodes.enhanced.values()):
        e = explain(str(code))
        if code.cause is not None:
            told = (e.cause, e.retry, e.client_action)
            assert (code.cause, code.retry, code.client_action) == told, code


@pytest.mark.parametrize("kind", ("replies", "enhanced"))
def test_the_page_of_a_code_advises_what_its_cause_advises(kind: str) -> None:
    known = store.entries()
    for code, entry in known[kind].items():
        if entry.get("cause") not in (None, "success", "unknown"):
            own = known["causes"][entry["cause"]]
            for name in ("retry", "client_action"):
                assert entry[name] == own[name], (code, name)
