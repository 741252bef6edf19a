"""Addresses of the site that have changed, and short ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

from smtpcodes.formats.escape import html
from smtpcodes.knowledge import store


def redirects(file: Path) -> dict[str, str]:
    """Addresses of old and short ones, and where their pages are: 535/ is replies/535/,
    enhanced/4.7.1/ is enhanced/5.7.1/."""
    entries = store.entries()
    found = {f"{code}/": f"replies/{code}/" for code in entries["replies"]}
    for code in entries["enhanced"]:
        found[f"{code}/"] = f"enhanced/{code}/"
        for other in (f"{digit}{code[1:]}" for digit in "245"):
            if other not in entries["enhanced"]:
                found[f"enhanced/{other}/"] = found[f"{other}/"] = f"enhanced/{code}/"
    return found | (
        tomllib.loads(file.read_text(encoding="utf-8"))["redirects"] if file.exists() else {}
    )


def moved(old: str, new: str, url: str) -> str:
    """The page at an address of old: it leads on, without a script."""
    there = html("../" * old.count("/") + new)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved: '
        f'{html(new)}</title><meta name="robots" content="noindex">'
        f'<link rel="canonical" href="{html(url + new)}"><meta http-equiv="refresh" content="0; '
        f'url={there}"></head>'
        f'<body><h1>This page has moved</h1><p><a href="{there}">{html(new)}</a></p></body>'
        "</html>\n"
    )
