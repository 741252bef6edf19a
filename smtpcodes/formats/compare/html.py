"""A comparison as a page."""

from __future__ import annotations

from smtpcodes.formats.escape import html, terminal
from smtpcodes.formats.explained import page, prose
from smtpcodes.formats.look import Look
from smtpcodes.knowledge.prose import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def written(c: Any, look: Look) -> str:
    """A page with the table and what is said of it."""
    one, two = (terminal(str(x)) for x in c.codes)
    body = "".join(
        f"<tr><th>{html(q)}</th><td>{html(plain(a))}</td><td>{html(plain(b))}</td></tr>"
        for q, a, b in c.rows
    )
    said = "".join(
        f"<p>{html(' '.join(plain(p).split()))}</p>"
        for t in (c.summary, *c.when.values(), c.for_clients, c.for_servers)
        for p in prose(t).split("\n\n")
        if p
    )
    return page(
        c.title,
        f"<h1>{html(c.title)}</h1><table><tr><th></th><th>{html(one)}</th><th>{html(two)}</th></tr>"
        f"{body}</table>{said}",
    )
