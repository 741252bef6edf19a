"""The steps that led to a cause, as text."""

from __future__ import annotations

from smtpcodes.formats.escape import terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def steps(e: Any) -> str:
    """The steps that led to the cause, a line each."""
    lines = [
        f"    {n}. {terminal(s['step'])}: {terminal(s['said'])}" for n, s in enumerate(e.why, 1)
    ]
    return "\n".join(["", "  Why", *lines]) + "\n"
