"""Explanations as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.formats.dump import dump
from smtpcodes.formats.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(found: Sequence[Any], look: Look) -> str:
    """The explanations as a list."""
    return dump([e.to_json() for e in found]) + "\n"
