"""A comparison as text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.explained import prose
from smtpcodes.formats.look import Look
from smtpcodes.knowledge.prose import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(c: Any, look: Look) -> str:
    """The title, the table in columns, and what is said of it."""
    one, two = (terminal(str(x)) for x in c.codes)
    lines = [look.bold(terminal(c.title)), ""]
    if c.summary:
        summary = " ".join(plain(c.summary).split())
        lines += textwrap.wrap(summary, look.width - 2, initial_indent="  ", subsequent_indent="  ")
        lines.append("")
    lines += _columns(_cells(c.differences) or [("", one, two), *c.rows], look)
    for name, text in (
        (one, c.when.get(one, "")),
        (two, c.when.get(two, "")),
        ("For client authors", c.for_clients),
        ("For server authors", c.for_servers),
    ):
        if text:
            lines += ["", look.bold(f"  {name}"), *_paragraphs(text, look.width)]
    if c.spec:
        lines += ["", "  " + ", ".join(c.spec)]
    return "\n".join(lines) + "\n"


def _columns(rows: Sequence[tuple[str, str, str]], look: Look) -> list[str]:
    """A table with three columns; the first row is its head."""
    lines = []
    column = (look.width - 18) // 2
    for n, (question, a, b) in enumerate(rows):
        left, right = (
            textwrap.wrap(terminal(" ".join(plain(x).split())), column) or [""] for x in (a, b)
        )
        label = textwrap.wrap(terminal(plain(question)), 14) or [""]
        for i in range(max(len(left), len(right), len(label))):
            cells = [part[i] if i < len(part) else "" for part in (label, left, right)]
            line = f"  {cells[0]:14}  {cells[1]:{column}} {cells[2]}".rstrip()
            lines.append(look.bold(line) if n == 0 else line)
    return lines


def _paragraphs(text: str, width: int) -> list[str]:
    lines = []
    for paragraph in prose(text).split("\n\n"):
        flat = terminal(" ".join(plain(paragraph).split()))
        lines += textwrap.wrap(flat, width, initial_indent="    ", subsequent_indent="    ")
    return lines


def _cells(table: str) -> list[tuple[str, str, str]]:
    """The rows of a Markdown table with three columns; nothing if it is another."""
    rows = []
    for line in table.splitlines():
        if not line.startswith("|") or set(line) <= set("|-: "):
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if len(cells) != 3:
            return []
        rows.append((cells[0], cells[1], cells[2]))
    return rows
