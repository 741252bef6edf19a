"""What stands beside an explanation in text: the steps that led to the cause, what the form of a response tells."""

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
    from smtpcodes.knowledge.response import sentence

    shown = e.sasl is not None and (e.code or e.enhanced) and e.sasl.get("problems")
    return sentence(e.sasl) if shown else ""
