"""Explanations as a page."""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.formats.escape import html
from smtpcodes.formats.explained import SURE, actions, again, head, page, prose
from smtpcodes.formats.look import Look
from smtpcodes.formats.why import response
from smtpcodes.knowledge.prose import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(found: Sequence[Any], look: Look) -> str:
    """A page with all explanations."""
    return page("smtpcodes explain", "\n".join(_html(e, look.audience) for e in found))


def _html(e: Any, audience: str | None) -> str:
    parts = [f"<h2>{html(f'{head(e)} {e.title}'.strip())}</h2>"]
    if e.provider:
        parts.append(f"<p>{html(e.provider)}</p>")
    parts += [f"<p>{html(' '.join(plain(p).split()))}</p>" for p in prose(e.meaning).split("\n\n")]
    if e.contradiction:
        parts.append(f"<p><strong>Beware:</strong> {html(e.contradiction)}.</p>")
    if response(e):
        parts.append(f"<p>{html(response(e))}</p>")
    parts.append(
        f"<p>Cause: <code>{html(e.cause)}</code> ({html(SURE.get(e.because, e.because))})"
        f".{html(again(e))}</p>"
    )
    if e.fix and audience is None:
        parts.append(f"<p><strong>Fix:</strong> {html(plain(e.fix))}</p>")
    told = actions(e, audience)
    if told:
        parts.append(
            "<dl>"
            + "".join(f"<dt>{html(n)}</dt><dd>{html(plain(m))}</dd>" for n, m in told)
            + "</dl>"
        )
    if e.spec:
        parts.append(f"<p>{html(', '.join(e.spec))}</p>")
    return "\n".join(parts)
