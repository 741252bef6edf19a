"""What stands beside an explanation in text: the steps that led to the cause, what the form of a
response tells."""

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


def response(e: Any) -> str:
    """What the form of the SASL response tells that stands beside the reply."""
    if e.sasl is None or not (e.code or e.enhanced) or not e.sasl.get("problems"):
        return ""
    from smtpcodes.knowledge.response import sentence

    return sentence(e.sasl)
