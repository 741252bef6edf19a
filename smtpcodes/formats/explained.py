"""What the formats of explanations and comparisons share."""

from __future__ import annotations

from smtpcodes.formats.escape import html
from smtpcodes.knowledge.prose import FENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_AUDIENCES = (("user", "you"), ("developer", "developer"), ("postmaster", "postmaster"))
MOST = 5000  # characters of prose
RETRY = {
    "after-change": "permanent until something changes",
    "later": "temporary: the same may work later",
    "never": "permanent",
    "now": "at once",
    "none": "no failure",
}
SURE = {
    "signature": "the text is known",
    "enhanced code": "by the enhanced code",
    "reply code": "by the reply code alone",
    "text": "by the text",
}


def head(e: Any) -> str:
    """The codes."""
    return " ".join(str(x) for x in (e.code, e.enhanced) if x is not None)


def actions(e: Any, audience: str | None) -> list[tuple[str, str]]:
    """What each audience should do, or one of them."""
    found = [
        (name, e.messages[key])
        for key, name in _AUDIENCES
        if e.messages.get(key) and audience in (None, key)
    ]
    return found


def again(e: Any) -> str:
    """Whether to try again, as a sentence; nothing where no cause is known."""
    return "" if e.cause == "unknown" else f" {RETRY.get(e.retry, e.retry).capitalize()}."


def prose(markdown: str) -> str:
    """Without fences and tables."""
    return FENCE.sub("", markdown).strip() if "```" in markdown else markdown.strip()


def page(title: str, body: str) -> str:
    """A page of HTML that stands alone."""
    style = (
        "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:1rem auto;padding:0 "
        "1rem;color-scheme:light dark}dt{font-weight:bold}"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width">'
        f"<title>{html(title)}</title><style>{style}</style></head><body>\n{body}\n</body></html>\n"
    )
