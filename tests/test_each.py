"""A law over many cases tells of all that fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.each import each


def test_every_case_that_fails_is_told() -> None:
    @each("a, b", [(1, 1), (1, 2), (3, 4)])
    def law(a: int, b: int) -> None:
        assert a == b, f"{a} is not {b}"

    with pytest.raises(AssertionError, match=r"(?s)2 of 3:.*\(1, 2\): 1 is not 2.*3 is not 4"):
        law()


def test_what_is_raised_and_what_pytest_fails_is_told() -> None:
    @each("n", [0, 1, 2])
    def law(n: int) -> None:
        if n == 2:
            pytest.fail("two")
        assert 1 // n

    with pytest.raises(AssertionError, match=r"(?s)2 of 3:.*0: .*zero.*2: two"):
        law()


def test_a_law_over_no_case_fails() -> None:
    with pytest.raises(AssertionError, match="no case"):
        each("n", [])(lambda n: None)()


@each("n", [1, 2])
def test_fixtures_are_there_beside_the_cases(n: int, tmp_path: Path) -> None:
    assert tmp_path.is_dir() and n
