"""Explanations as text."""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.explained import RETRY, SURE, actions, head, prose
from smtpcodes.formats.look import Look
from smtpcodes.formats.why import response, steps
from smtpcodes.formats.wrapped import wrapped
from smtpcodes.knowledge.prose import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(found: Sequence[Any], look: Look) -> str:
    """The explanations, one after the other."""
    parts = [_text(e, look) + (steps(e) if look.why else "") for e in found]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _text(e: Any, look: Look) -> str:
    blocks = [
        [_title(e, look)],
        _wrapped(prose(e.meaning), look),
        _wrapped(f"Beware: {e.contradiction}.", look) if e.contradiction else [],
        _wrapped(response(e), look) if response(e) else [],
        _cause(e, look),
        _wrapped(f"Fix: {e.fix}", look) if e.fix and look.audience is None else [],
        _to_do(e, look),
        _others(e, look) if look.audience is None else [],
        [_foot(e, look)],
    ]
    lines = [line for block in blocks if block for line in (*block, "")]
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _wrapped(text: str, look: Look, first: str = "  ", rest: str = "  ") -> list[str]:
    lines = []
    for paragraph in text.split("\n\n"):
        flat = terminal(" ".join(plain(paragraph).split()))
        lines += wrapped(flat, look.width, first=first, rest=rest, whole=True)
    return lines


def _title(e: Any, look: Look) -> str:
    """The codes and the title; on the right the provider, if there is room."""
    title = f"{head(e)}  {e.title}".strip()
    where = terminal(e.provider or "")
    if where and len(title) + len(where) + 2 <= look.width:
        where = where.rjust(look.width - len(title))
    elif where:
        where = f"  {where}"
    return look.bold(terminal(title)) + where


def _cause(e: Any, look: Look) -> list[str]:
    if e.cause == "unknown":
        return ["  cause  unknown: neither the codes nor the text tell one"]
    sure = {"high": "sure", "medium": "likely", "low": "a guess"}[e.confidence]
    return [
        f"  {RETRY.get(e.retry, e.retry)}",
        f"  cause  {look.bold(e.cause)} ({sure}: {SURE.get(e.because, e.because)})",
    ]


def _to_do(e: Any, look: Look) -> list[str]:
    lines = [
        line
        for name, text in actions(e, look.audience)
        for line in _wrapped(text, look, f"    {name:12} ", " " * 17)
    ]
    return [look.bold("  What to do"), *lines] if lines else []


def _others(e: Any, look: Look) -> list[str]:
    lines = [
        line
        for cause in e.causes[1:]
        if cause["fix"]
        for line in _wrapped(f"{cause['title']}. {cause['fix']}", look, "    - ", "      ")
    ]
    return [look.bold("  It may also be"), *lines] if lines else []


def _foot(e: Any, look: Look) -> str:
    """What to read next: the comparison, the sections, when a text was last seen."""
    foot = [
        f"smtpcodes compare {e.code} {e.see[0]}" if e.see and e.code is not None else "",
        ", ".join(e.spec[:3]),
        f"seen {e.seen}" if e.seen else "",
    ]
    return look.dim("  " + "    ".join(f for f in foot if f))
