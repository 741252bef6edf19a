"""A comparison as Markdown."""

from __future__ import annotations

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(c: Any, look: Look) -> str:
    """The table, and a section for each case."""
    one, two = (terminal(str(x)) for x in c.codes)
    lines = [f"### {c.title}", "", c.summary, "", c.differences or _table(c, one, two), ""]
    for name, text in c.when.items():
        lines += [f"#### {name}", "", text, ""]
    for name, text in (
        ("For client authors", c.for_clients),
        ("For server authors", c.for_servers),
    ):
        if text:
            lines += [f"#### {name}", "", text, ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(c: Any, one: str, two: str) -> str:
    return "\n".join(
        [
            f"| | {one} | {two} |",
            "| --- | --- | --- |",
            *(f"| {q} | {' '.join(a.split())} | {' '.join(b.split())} |" for q, a, b in c.rows),
        ]
    )
