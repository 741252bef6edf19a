"""Counts as JSON."""

from __future__ import annotations

from smtpcodes.formats.dump import dump
from smtpcodes.formats.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(counts: dict[str, Any], look: Look) -> str:
    """The counts as JSON."""
    return dump(counts) + "\n"
