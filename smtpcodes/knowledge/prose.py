"""Markdown of the data as plain text."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[([^\]]{0,300})\]\([^)\s]{0,300}\)")
_FENCE = re.compile(r"(?ms)^```.*?^```\n?")


def plain(markdown: str) -> str:
    """Prose without fences, links and marks."""
    if "```" in markdown:
        markdown = _FENCE.sub("", markdown).strip()
    if "](" in markdown:
        markdown = _LINK.sub(r"\1", markdown)
    return markdown.replace("**", "").replace("`", "")
