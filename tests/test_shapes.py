"""Sessions that look alike go on alike: what the follower looks up is what a session that was fed
would have done."""

from __future__ import annotations

import random

import pytest

from tests.shapes import alike, difference, mutated, session

GREETED = (b"S: 220 mx", b"C: EHLO c", b"S: 250-mx")
LOGIN = (*GREETED, b"S: 250 AUTH LOGIN", b"C: AUTH LOGIN", b"S: 334 VXNlcm5hbWU6")
# The lines before, two lines that are easily taken for each other, the lines after.
PAIRS: dict[str, tuple[tuple[bytes, ...], bytes, bytes, tuple[bytes, ...]]] = {
    "the limit of SIZE": (GREETED, b"S: 250 SIZE 1000", b"S: 250 SIZE 90000000", ()),
    "an old name of a keyword": (
        GREETED, b"S: 250-X_PIPE_CONNECT", b"S: 250-X_FOO", (b"S: 250 HELP",)
    ),
    "a keyword before a tab": (GREETED, b"S: 250-SIZE\t1000", b"S: 250-XFOO", (b"S: 250 HELP",)),
    "a mechanism that has no name here": (
        (*GREETED, b"S: 250 AUTH FOO"), b"C: AUTH FOO", b"C: AUTH BAR", (b"S: 334 ",)
    ),
    "a response that names mechanisms": (
        GREETED, b"C: AUTH LOGIN PLAIN", b"C: AUTH LOGIN HELLO", ()
    ),
    "a command that is base64": (LOGIN, b"C: NOOP", b"C: abcd", (b"S: 250 ok",)),
    "a command that looks masked": (
        LOGIN, b"C: MAIL FROM:<bob@c.example>", b"C: MAIL FROM:<hidden@c.example>", (b"S: 503 no",)
    ),
    "a challenge of blanks": (LOGIN[:-1], b"S: 334 ", b"S: 334    ", ()),
    "offers in a reply that is held": (
        (b"S: 220 mx", b"C: EHLO c", b"C: AUTH PLAIN AGEAYg==", b"S: 250-mx"),
        b"S: 250 AUTH PLAIN", b"S: 250 AUTH LOGIN", (b"S: 235 ok",)
    ),
    "a mask in the middle of a session": ((), b"C: abcd", b"C: xxxx", (b"S: 235 ok",)),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_lines_that_are_easily_taken_for_each_other_are_told_apart(name: str) -> None:
    before, one, other, after = PAIRS[name]
    sessions = [[*before, line, *after] for line in (one, other, one)]
    assert difference(sessions) is None
    assert difference(sessions[1:]) is None


def test_a_line_between_the_first_reply_and_the_hello_is_told_apart() -> None:
    near, far = [b"S: 550 no", b"C: EHLO c"], [b"S: 550 no", b"S: ", b"C: EHLO c"]
    assert difference([near, far]) is None and difference([far, near]) is None


def test_sessions_that_differ_in_a_few_lines_are_told_apart() -> None:
    for seed in range(20):
        said = difference(alike(random.Random(seed)))
        assert said is None, f"seed {seed}: {said}"


def test_two_thousand_regular_sessions_hide_none_with_a_line_changed() -> None:
    rng = random.Random(0)
    regular = session(rng)
    sessions = [regular] * 2000
    changed = sorted(rng.sample(range(2000), 40))
    for at in changed:
        sessions[at] = mutated(regular, rng)
    assert difference(sessions, changed) is None
