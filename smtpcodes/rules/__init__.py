"""The rules, one file each; found by walking the folder, so there is no list to keep."""

from __future__ import annotations

import copy
import functools
import importlib
import os
from collections.abc import Iterable, Mapping

from smtpcodes.rules.base import Found, Rule

_added: dict[str, Rule] = {}


def add(found: Iterable[Rule]) -> None:
    """Adds rules of others to the process's: see ``plugins``."""
    _added.update((rule.id, rule) for rule in found)
    everything.cache_clear()


def ids() -> list[str]:
    """The ids of all rules, sorted: the package's and those that were added."""
    return sorted((*own_ids(), *_added))


@functools.cache
def own_ids() -> tuple[str, ...]:
    """The ids of the package's rules."""
    found: list[str] = []
    for folder in __path__:
        with os.scandir(folder) as families:
            for family in families:
                if family.name[0] not in "._" and family.is_dir():
                    found += [
                        f"{family.name}/{name[:-3].replace('_', '-')}"
                        for name in os.listdir(family.path)
                        if name.endswith(".py") and name[0] not in "._"
                    ]
    return tuple(sorted(found))


def load(rule_id: str) -> Rule:
    """The rule with this id. Raises KeyError if there is none."""
    return _added.get(rule_id) or _own(rule_id)


@functools.cache
def _own(rule_id: str) -> Rule:
    try:
        module = importlib.import_module(
            f"{__name__}.{rule_id.replace('/', '.').replace('-', '_')}"
        )
    except ModuleNotFoundError:
        raise KeyError(rule_id) from None
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and issubclass(value, Rule)
            and value.__module__ == module.__name__
        ):
            value.id = rule_id
            return value()
    raise ImportError(f"{module.__file__}: no rule: a class that inherits from Rule")


@functools.cache
def everything() -> tuple[Rule, ...]:
    """All rules."""
    return tuple(load(rule_id) for rule_id in ids())


def chosen(
    rules: Iterable[Rule], select: Iterable[str], ignore: Iterable[str], levels: Mapping[str, str]
) -> list[Rule]:
    """The rules that are asked for, by ids and families; nothing selected is all.

    levels: where they are not the rule's own.
    """
    select, ignore = frozenset(select), frozenset(ignore)
    found = []
    for rule in rules:
        names = {rule.id, rule.id.split("/", 1)[0]}
        if (select and names.isdisjoint(select)) or not names.isdisjoint(ignore):
            continue
        level = levels.get(rule.id) or levels.get(rule.id.split("/", 1)[0]) or rule.level
        if level != rule.level:
            rule = copy.copy(rule)
            vars(rule)["level"] = level
        found.append(rule)
    return found


def settle(found: Iterable[Found]) -> list[Found]:
    """Takes out what yields to a rule that says it better."""
    kept = list(found)
    if len(kept) < 2:
        return kept
    names = {f.rule.id for f in kept}
    strong = {f.rule.id for f in kept if f.rule.level != "note"}
    return [
        f
        for f in kept
        if not (
            any(name in names for name in f.rule.yields_to)
            or ("*" in f.rule.yields_to and strong - {f.rule.id})
        )
    ]
