"""A comparison as JSON."""

from __future__ import annotations

from smtpcodes.formats.dump import dump
from smtpcodes.formats.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(c: Any, look: Look) -> str:
    """The comparison as an object."""
    return dump(c.to_json()) + "\n"
