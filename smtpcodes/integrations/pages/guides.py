"""The guides as their heads tell them: title, description, place in the list, and the codes whose
pages lead to them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_HEAD = re.compile(r"^(title|description|order|codes): *(.+)$", re.M)
LAST = 90


class Guide(NamedTuple):
    """A guide. name: of its file; order: its place in the list; codes: the codes whose pages lead
    to it."""

    order: int
    name: str
    title: str
    description: str
    codes: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"~/guides/{self.name.removesuffix('.md')}/"


def guides(folder: Path) -> list[Guide]:
    """The guides in their order; the list itself is none."""
    return sorted(_guide(file) for file in folder.glob("*.md") if file.name != "index.md")


def _guide(file: Path) -> Guide:
    text = file.read_text(encoding="utf-8")
    head, body = text[4:].split("---\n", 1) if text.startswith("---\n") else ("", text)
    facts = {name: value.strip().strip("\"'") for name, value in _HEAD.findall(head)}
    title = facts.get("title") or next(
        (line[2:] for line in body.splitlines() if line.startswith("# ")), file.stem
    )
    return Guide(
        int(facts.get("order", LAST)),
        file.name,
        title,
        facts.get("description", ""),
        tuple(re.findall(r"[\d.]+", facts.get("codes", ""))),
    )
