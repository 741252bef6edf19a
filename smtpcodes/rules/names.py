"""The names that a rule may use, and what is said of one that does not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from smtpcodes.grammar.command import CONNECT, MESSAGE, OTHER, SASL, UNKNOWN, VERBS
from smtpcodes.session.landmark import Landmark

COMMAND, REPLY, RELATED = "command", "reply", "related"
PLACES = (COMMAND, REPLY, RELATED)
WAKING = VERBS | {CONNECT, MESSAGE, SASL, OTHER, UNKNOWN, "NONE"}
LANDMARKS = frozenset(x.value for x in Landmark)


def known(what: str, name: object, among: Collection[str]) -> None:
    """Raise ValueError for a name that is not among them, with the nearest one."""
    if name not in among:
        raise ValueError(f"no {what} {name!r}" + nearest(name, among))


def nearest(name: object, among: Iterable[str]) -> str:
    """Give `; did you mean ...?`, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(str(name), sorted(among), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""
