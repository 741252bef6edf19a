"""Patterns that are compiled when they are first used: a command uses few of the hundreds that
there are."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AnyStr

_KNOWN = (
    *("match", "search", "fullmatch", "finditer", "findall", "sub", "subn", "split"),
    *("pattern", "flags", "groups", "groupindex"),
)


class Compiled:
    """Has what a compiled pattern has, as attributes of its own."""


class _Late(Compiled):
    """Stands for a pattern until it is first asked for anything."""

    def __init__(self, source: Any, flags: int) -> None:
        self.source = source
        self.options = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _KNOWN:
            raise AttributeError(name)
        compiled = re.compile(self.source, self.options)
        self.__dict__.update({known: getattr(compiled, known) for known in _KNOWN})
        self.__class__ = Compiled  # type: ignore[assignment]
        return getattr(compiled, name)


def late(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Give a pattern that is compiled when it is first used."""
    stands_for: Any = _Late(source, flags)
    pattern: re.Pattern[AnyStr] = stands_for
    return pattern
