"""A record does what a named tuple does."""

from __future__ import annotations

import pickle
import typing
from typing import Any

import pytest

from smtpcodes import record


class Ours(record.NamedTuple):
    """A place."""

    name: str
    number: int = 3
    words: tuple[str, ...] = ()

    @property
    def twice(self) -> int:
        return self.number * 2


class Theirs(typing.NamedTuple):
    """A place."""

    name: str
    number: int = 3
    words: tuple[str, ...] = ()

    @property
    def twice(self) -> int:
        return self.number * 2


ASKED: dict[str, Any] = {
    "made": lambda kind: tuple(kind("x")),
    "made by name": lambda kind: tuple(kind(number=1, name="x")),
    "made of values": lambda kind: tuple(kind._make(("x", 1, ("y",)))),
    "changed": lambda kind: tuple(kind("x")._replace(number=9)),
    "as a dict": lambda kind: kind("x", 1)._asdict(),
    "shown": lambda kind: repr(kind("x", words=("y",))).partition("(")[2],
    "by name": lambda kind: (kind("x").name, kind("x").number, kind("x").words, kind("x").twice),
    "as a tuple": lambda kind: (kind("x") == ("x", 3, ()), hash(kind("x")), len(kind("x"))),
    "pickled": lambda kind: tuple(pickle.loads(pickle.dumps(kind("x", 5)))),
    "fields": lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__, kind.__doc__),
}
WRONG: dict[str, Any] = {
    "a place is missing": lambda kind: kind(),
    "a name is unknown": lambda kind: kind("x", nmae=1),
    "too few values": lambda kind: kind._make(("x",)),
    "a changed name is unknown": lambda kind: kind("x")._replace(nmae=1),
    "it is never changed": lambda kind: setattr(kind("x"), "name", "y"),
    "it has no other attributes": lambda kind: setattr(kind("x"), "other", "y"),
}


def test_a_record_answers_as_a_named_tuple() -> None:
    for what, ask in ASKED.items():
        assert ask(Ours) == ask(Theirs), what
    match Ours("x"):
        case Ours(name, number):
            assert (name, number) == ("x", 3)


def test_what_is_wrong_with_a_named_tuple_is_wrong_with_a_record() -> None:
    for what, do in WRONG.items():
        with pytest.raises(Exception) as theirs:
            do(Theirs)
        with pytest.raises(theirs.type):
            do(Ours)
            pytest.fail(what)


def test_a_default_before_a_field_without_one_is_refused() -> None:
    with pytest.raises(TypeError, match="a field without a default"):

        class Wrong(record.NamedTuple):
            name: str = "x"
            number: int
