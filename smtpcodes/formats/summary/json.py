"""Counts as JSON."""

from __future__ import annotations

from typing import Any

from smtpcodes.formats.dump import dump
from smtpcodes.formats.look import Look


def written(counts: dict[str, Any], look: Look) -> str:
    """The counts as JSON."""
    return dump(counts) + "\n"
