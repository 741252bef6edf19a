"""Which rules are shown changes no verdict: neither its cause nor its side."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from smtpcodes import rules
from smtpcodes.knowledge.explain import explain
from smtpcodes.linter import Collector, Linter
from tests.each import each
from tests.examples import example

CORPUS = [
    p
    for n, p in enumerate(sorted((Path(__file__).parent / "corpus").glob("*/*.log")))
    if p.stat().st_size < 20_000 and not n % 6
]
Told = dict[str, tuple[str | None, str, str]]


def texts() -> Iterator[tuple[str, bytes]]:
    """The examples of the rules, and logs of programs."""
    for rule in rules.everything():
        for n, text in enumerate(rule.bad):
            yield f"{rule.id} {n}", example(text).text.encode()
    for path in CORPUS:
        yield f"{path.parent.name}/{path.stem}", path.read_bytes()


TEXTS = dict(texts())


@functools.cache
def plainly(name: str) -> tuple[Told, set[str]]:
    """With all rules."""
    return judged(TEXTS[name])


def judged(raw: bytes, **options: Any) -> tuple[Told, set[str]]:
    """Cause, side and text of the verdict of each session; the rules that are shown."""
    collector = Collector()
    Linter(receiver=collector, explain=explain, **options).lint_chunks("-", [raw])
    told = {v.session: (v.cause, v.side, v.summary) for v in collector.verdicts}
    return told, {f.rule for f in collector.findings}


@each("n, name", enumerate(TEXTS))
def test_ignoring_a_rule_changes_no_verdict(n: int, name: str) -> None:
    told, shown = plainly(name)
    for rule in sorted(shown)[n % 2 :: 2] or shown:
        less, rest = judged(TEXTS[name], ignore=(rule,))
        assert rule not in rest
        assert less.items() <= told.items(), f"without {rule}"


@each("n, name", enumerate(TEXTS))
def test_selecting_rules_changes_no_verdict(n: int, name: str) -> None:
    options: dict[str, Any] = {"select": ("lmtp",)} if n % 2 else {"min_level": "error"}
    less, _ = judged(TEXTS[name], **options)
    assert less.items() <= plainly(name)[0].items(), options


def test_a_session_that_failed_has_its_verdict_whatever_is_ignored() -> None:
    raw = (
        b"S: 220 mx.example ESMTP\nC: EHLO c.example\nS: 250 mx.example\n"
        b"C: MAIL FROM:<a@c.example>\nS: 535 5.7.8 Authentication required\n"
    )
    told, _ = judged(raw)
    assert judged(raw, ignore=rules.ids()) == (told, set())


def test_a_session_of_which_nothing_is_shown_and_that_did_not_fail_has_no_verdict() -> None:
    raw = (
        b"S: 220 mx.example ESMTP\nC: EHLO c.example\nS: 250 mx.example\n"
        b"C: MAIL FROM: <a@c.example>\nS: 250 2.1.0 ok\n"
    )
    told, _ = judged(raw)
    assert told and judged(raw, ignore=rules.ids()) == ({}, set())
