"""Which entries of the data nobody has held against their sources for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from smtpcodes.knowledge.problems import Problem
from smtpcodes.knowledge.source import load


def stale(root: Path, days: int, today: date) -> list[Problem]:
    """The entries that nobody reviewed in so many days, and what was read of a provider longer ago;
    the oldest first."""
    old = []
    for path, what, when in _dated(root):
        age = (today - when).days if when else None
        if age is None:
            old.append((date.min, Problem(path, 1, f"{what} never")))
        elif age > days:
            old.append((when or date.min, Problem(path, 1, f"{what} {when}, {age} days ago")))
    return [problem for _, problem in sorted(old)]


def _dated(root: Path) -> Iterator[tuple[str, str, date | None]]:
    """Each entry with the day of its last review; settings and texts of providers with the day on
    which they were read."""
    data = load(root)
    name = root.name
    for code, reply in data.replies.items():
        yield f"{name}/replies/{code}.md", "reviewed", reply.reviewed
    for key, enhanced in data.enhanced.items():
        yield f"{name}/enhanced/{key}.md", "reviewed", enhanced.reviewed
    for pair, comparison in data.comparisons.items():
        yield f"{name}/comparisons/{pair}.md", "reviewed", comparison.reviewed
    for key, provider in data.providers.items():
        path = f"{name}/providers/{key}.toml"
        if provider.submission:
            yield path, "submission: read", provider.submission.seen
        for text in provider.text:
            yield path, f"{text.id}: read", text.seen
