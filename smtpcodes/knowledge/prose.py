"""Markdown of the data as plain text."""

from __future__ import annotations

from smtpcodes.grammar.late import late

_LINK = late(r"\[([^\]]{0,300})\]\([^)\s]{0,300}\)")
FENCE = late(r"(?ms)^```.*?^```\n?")


def plain(markdown: str) -> str:
    """Prose without fences, links and marks."""
    if "```" in markdown:
        markdown = FENCE.sub("", markdown).strip()
    if "](" in markdown:
        markdown = _LINK.sub(r"\1", markdown)
    return markdown.replace("**", "").replace("`", "")
