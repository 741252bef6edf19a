"""A fault of many replies is told once, in the situation that asks about it."""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.check.report import NOT_SELECTED, Check, Result, status
from smtpcodes.check.situations import everything

SHOWN = 5  # of one rule


def gathered(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results, with what a situation collects taken from the others to it."""
    known = list(results)
    chosen = {r.id for r in known if r.reason != NOT_SELECTED}
    homes = {rule: s.id for s in everything().values() if s.id in chosen for rule in s.collects}
    away = {
        r.id: [c for c in r.checks if homes.get(c.rule, r.id) != r.id and not _asks(r.id, c.rule)]
        for r in known
    }
    moved: dict[str, list[Check]] = {}
    for id, checks in away.items():
        for check in checks:
            moved.setdefault(homes[check.rule], []).append(_elsewhere(check, id))
    return tuple(_with(r, moved.get(r.id, []), away[r.id]) for r in known)


def _asks(id: str, rule: str) -> bool:
    """Is the rule the situation's own matter?"""
    return rule in everything()[id].fails


def _elsewhere(check: Check, id: str) -> Check:
    return check._replace(message=f"{check.message} (in {id})")


def _with(result: Result, more: list[Check], away: list[Check]) -> Result:
    own = [c for c in result.checks if c not in away]
    if len(own) == len(result.checks) and not more:
        return result
    checks: list[Check] = []
    for check in [*own, *more]:
        same = [c for c in checks if c.rule == check.rule]
        if len(same) < SHOWN and all((c.sent, c.got) != (check.sent, check.got) for c in same):
            checks.append(check)
    found = status(tuple(checks))
    told = found if checks or result.checks else result.status
    return result._replace(checks=tuple(checks), status=told)
