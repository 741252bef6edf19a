"""A law over many cases in one test: it tells of every case that fails, not of the first."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

Test = Callable[..., None]


def words(error: BaseException) -> str:
    """What an error says; its kind too where it is no failed assertion."""
    plain = isinstance(error, (AssertionError, pytest.fail.Exception))
    return str(error) if plain else repr(error)


def each(names: str, cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Stands where ``pytest.mark.parametrize`` would, for cases that cost next to nothing."""
    keys = names.replace(",", " ").split()
    tried = list(cases)

    def one(test: Test, case: Any, fixtures: dict[str, Any]) -> BaseException | None:
        values = case if len(keys) > 1 else (case,)
        try:
            test(**dict(zip(keys, values, strict=True)), **fixtures)
        except (Exception, pytest.fail.Exception) as error:
            return error
        return None

    def law(test: Test) -> Test:
        def all_of_them(**fixtures: Any) -> None:
            assert tried, "a law over no case proves nothing"
            faults = [(c, e) for c in tried if (e := one(test, c, fixtures)) is not None]
            if faults:
                told = "\n".join(f"{case!r:.200}: {words(error)}" for case, error in faults)
                raise AssertionError(f"{len(faults)} of {len(tried)}:\n{told}") from faults[0][1]

        functools.update_wrapper(all_of_them, test)
        del all_of_them.__wrapped__  # type: ignore[attr-defined]
        signature = inspect.signature(test)
        left = [p for p in signature.parameters.values() if p.name not in keys]
        all_of_them.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return all_of_them

    return law
