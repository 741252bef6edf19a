"""Many sessions at once: bounded in number, given up by distance in the input."""

from __future__ import annotations

import pytest

from smtpcodes.linter import Linter
from smtpcodes.session import follower


@pytest.mark.parametrize("table", [True, False])
def test_a_flood_of_keys_is_bounded(table: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "OPEN", 10)
    text = "".join(f"2026-01-02T03:04:05Z [k{n}] S: 220 mx\n" for n in range(50))
    found = Linter(reader="labelled", table=table).lint_chunks("-", [text.encode()])
    assert found.evicted == 40 and found.sessions == 50


@pytest.mark.parametrize("table", [True, False])
def test_a_session_that_is_not_heard_of_is_given_up(
    table: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "DISTANCE", 100)
    text = (
        "2026-01-02T03:04:05Z [old] S: 220 mx\n"
        + "2026-01-02T03:04:05Z [new] C: NOOP\n2026-01-02T03:04:05Z [new] S: 250 ok\n" * 300
    )
    chunks = [line + b"\n" for line in text.encode().split(b"\n") if line]
    found = Linter(reader="labelled", table=table).lint_chunks(
        "-", [b"".join(chunks[:320]), *chunks[320:]]
    )
    assert found.evicted >= 1


def test_a_long_session_is_followed_to_its_end() -> None:
    text = (
        "S: 220 mx\nC: EHLO x\nS: 250 mx\n"
        + "C: NOOP\nS: 250 ok\n" * 600
        + "C: MAIL FROM:<a@x>\nS: 535 5.7.8 no\n"
    )
    from smtpcodes.linter import lint

    assert "auth/failed-outside-auth" in {f.rule for f in lint(text).findings}


def test_a_long_session_that_goes_on_is_not_given_up_by_distance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(follower, "DISTANCE", 2000)
    talk = (
        ["S: 220 mx.example ESMTP", "C: EHLO client.example", "S: 250 mx.example"]
        + ["C: NOOP", "S: 250 2.0.0 Ok"] * 3000
        + ["C: QUIT", "S: 221 2.0.0 Bye"]
    )
    run = Linter()
    found = run.lint_chunks(
        "x", ["\n".join(talk[i : i + 500]).encode() + b"\n" for i in range(0, len(talk), 500)]
    )
    assert found.sessions == 1 and found.evicted == 0
