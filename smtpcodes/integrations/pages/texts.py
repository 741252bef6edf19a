"""The texts of providers as the pages show them: which codes they come under, and where each has
its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from smtpcodes.formats.escape import html
from smtpcodes.grammar import pieces
from smtpcodes.integrations.pages import markup
from smtpcodes.knowledge import store

SHOWN, MOST = 20, 44  # texts of a list: at once, and at all
_HEAD = re.compile(pieces.text(rb"(" + pieces.CODE + rb")(?:[ -](" + pieces.ENHANCED + rb"))?"))
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@cache
def by_code() -> dict[str, list[dict[str, Any]]]:
    """The texts by reply code and by enhanced code."""
    found: dict[str, list[dict[str, Any]]] = {}
    for text in store.texts():
        for name in codes(text):
            found.setdefault(name, []).append(text)
    return found


def codes(text: dict[str, Any]) -> list[str]:
    """The codes that the text was seen under, the reply codes first."""
    replies, enhanced = [], []
    for line in (
        line for seen in (text["reply"], *text.get("examples", ())) for line in seen.split("\n")
    ):
        head = _HEAD.match(line)
        if head:
            replies.append(head.group(1))
            enhanced += [head.group(2)] if head.group(2) else []
    return list(dict.fromkeys(replies + enhanced))


def anchor(text: dict[str, Any]) -> str:
    """Where the text stands: the address of its place on its provider's page."""
    return f"~/providers/{text['provider']}/#{place(text)}"


def place(text: dict[str, Any]) -> str:
    name: str = text["id"].partition("/")[2]
    return name


def words(text: dict[str, Any]) -> str:
    """The text as HTML; what varies is an ellipsis."""
    return html(re.sub(r"\s+", " ", _PLACEHOLDER.sub("\u2026", text["reply"])))


def listing(found: Iterable[dict[str, Any]]) -> str:
    """Texts with their provider and what they mean; many of them are folded."""
    chosen = _mixed(list(found))
    rows = [
        f'<li><code>{words(t)}</code> <span><a href="{html(anchor(t))}">{html(_name(t))}</a>: '
        f"{markup.inline(t['means'])}</span></li>"
        for t in chosen[:MOST]
    ]
    shown = f'<ul class="texts">{"".join(rows[:SHOWN])}</ul>\n'
    if len(rows) > SHOWN:
        shown += (
            f"<details><summary>{len(rows) - SHOWN} more</summary><ul "
            f'class="texts">{"".join(rows[SHOWN:])}</ul></details>\n'
        )
    if len(chosen) > MOST:
        shown += (
            f'<p>{len(chosen) - MOST} others are on the <a href="~/providers/">pages of the '
            "providers</a>.</p>\n"
        )
    return shown


def _name(text: dict[str, Any]) -> str:
    name: str = store.entries()["providers"].get(text["provider"], {}).get("name", text["provider"])
    return name


def _mixed(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each provider's first text first; those of whom most is known in front."""
    known: dict[str, int] = {}
    for text in store.texts():
        known[text["provider"]] = known.get(text["provider"], 0) + 1
    turns: dict[str, int] = {}
    ranked: list[tuple[int, int, str, int, dict[str, Any]]] = []
    for text in found:
        turn = turns[text["provider"]] = turns.get(text["provider"], 0) + 1
        ranked.append((turn, -known[text["provider"]], text["provider"], len(ranked), text))
    return [entry[-1] for entry in sorted(ranked, key=lambda e: e[:4])]
