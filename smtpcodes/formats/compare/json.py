"""A comparison as JSON."""

from __future__ import annotations

from typing import Any

from smtpcodes.formats.dump import dump
from smtpcodes.formats.look import Look


def written(c: Any, look: Look) -> str:
    """The comparison as an object."""
    return dump(c.to_json()) + "\n"
