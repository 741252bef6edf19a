"""Explanations as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.formats.explained import MOST, SURE, actions, again, head
from smtpcodes.formats.lint.markdown import text
from smtpcodes.formats.look import Look
from smtpcodes.formats.why import response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(found: Sequence[Any], look: Look) -> str:
    """The explanations, one after the other."""
    return "\n\n".join(_markdown(e, look.audience).rstrip("\n") for e in found) + "\n"


def _markdown(e: Any, audience: str | None) -> str:
    lines = [f"### {text(f'{head(e)} {e.title}'.strip())}", ""]
    if e.provider:
        lines += [f"*{text(e.provider)}*", ""]
    lines += [text(e.meaning, MOST), ""]
    if e.contradiction:
        lines += [f"**Beware:** {text(e.contradiction)}.", ""]
    if response(e):
        lines += [text(response(e)), ""]
    lines += [f"Cause: `{e.cause}` ({SURE.get(e.because, e.because)}).{again(e)}", ""]
    if e.fix and audience is None:
        lines += [f"**Fix:** {text(e.fix, MOST)}", ""]
    lines += [f"- {name}: {text(message, MOST)}" for name, message in actions(e, audience)]
    if e.spec:
        lines += ["", ", ".join(e.spec)]
    return "\n".join(lines) + "\n"
