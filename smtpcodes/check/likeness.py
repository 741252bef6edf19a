"""Which implementation a server says that it is, and how it differs from what is known of that one."""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.check.report import Result
from smtpcodes.knowledge import implementations


def like(greeting: str, results: Iterable[Result]) -> str:
    """A sentence; "" where the greeting names nobody. What was not brought about is not compared."""
    stem = implementations.of_greeting(greeting)
    if stem is None:
        return ""
    known = {
        rule: d
        for rule, found in implementations.deviations().items()
        for d in found
        if d.id == stem
    }
    if not known:
        return ""
    found = {check.rule for result in results for check in result.checks}
    name = next(iter(known.values())).name
    same, more = sorted(found & known.keys()), sorted(found - known.keys())
    parts = [f"Greets as {name}"]
    if same:
        parts.append(f"does what is known of it: {', '.join(same)}")
    if more:
        parts.append(f"is not known for: {', '.join(more)}")
    return "; ".join(parts) + "."
