"""The index of the site's search, made when the site is built: ``assets/search.json``.

An entry is kind, address, title, words that find it, codes, and 1 for what is hardly met. Texts of
providers stand apart, for there are many. What is no code, cause, provider, rule or reader is
indexed by its heading and description, read from the built page.
How a query is understood is for the script; see ``site/theme/js/search.js``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from smtpcodes import readers, rules
from smtpcodes.formats import rulepage
from smtpcodes.grammar import pieces
from smtpcodes.knowledge import store

KINDS = (
    "Reply code",
    "Enhanced code",
    "Comparison",
    "Cause",
    "Provider",
    "Rule",
    "Log format",
    "Guide",
    "Command",
    "Implementation",
    "Page",
    "Text",
)
_SECTIONS = {"guides": "Guide", "commands": "Command", "implementations": "Implementation"}
_KNOWN = ("replies", "enhanced", "comparisons", "causes", "providers", "rules", "readers")
_HOLE = re.compile(r"\s*\{[^{}]*\}\s*")
_CODES = re.compile(
    pieces.text(rb"(?m)^(" + pieces.ANY_CODE + rb")(?:[ -]#?(" + pieces.ENHANCED + rb"))?")
)
_CODE = re.compile(rf"\b{pieces.text(pieces.STRICT_CODE)}\b")
_H1 = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.S)
_H2 = re.compile(r"<h2\b[^>]*>(.*?)</h2>", re.S)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_ALSO = {"microsoft": "o365 m365 office", "google": "googlemail gsuite"}
_COMMON = frozenset(
    (
        "mail",
        "email",
        "smtp",
        "server",
        "com",
        "net",
        "org",
        "the",
        "and",
        "for",
        "secure",
        "security",
        "de",
        "co",
        "cloud",
        "web",
        "service",
        "services",
        "relay",
        "python",
        "php",
        "go",
    )
)

Entry = tuple[str, str, str, str, list[str]] | tuple[str, str, str, str, list[str], int]


def build(site: Path) -> None:
    """Writes the index for the built site."""
    target = site / "assets"
    target.mkdir(parents=True, exist_ok=True)
    value = {
        "kinds": KINDS,
        "entries": [(KINDS.index(kind), *rest) for kind, *rest in (*_entries(site), *_pages(site))],
        **_texts(),
    }
    (target / "search.json").write_text(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )


def _entries(site: Path) -> Iterator[Entry]:
    entries = store.entries()
    for code, e in entries["replies"].items():
        yield (
            "Reply code",
            f"replies/{code}/",
            _titled(code, _unmarked(e["title"])),
            _words(e.get("meaning", "")),
            [code],
            int(e["status"] in ("folklore", "historic")),
        )
    for code, e in entries["enhanced"].items():
        yield (
            "Enhanced code",
            f"enhanced/{code}/",
            _titled(code, _unmarked(e["title"])),
            _words(e.get("name", ""), e.get("meaning", "")),
            [code],
        )
    for name, e in entries["comparisons"].items():
        yield (
            "Comparison",
            f"comparisons/{name}/",
            _unmarked(e["title"]),
            _words(e.get("summary", "")),
            [str(c) for c in e["codes"]],
        )
    for name, e in entries["causes"].items():
        own = (site / "causes" / name / "index.html").exists()
        yield (
            "Cause",
            f"causes/{name}/" if own else f"causes/#{name}",
            e["title"],
            _words(name, name.replace(".", " ").replace("-", " "), e["says"]),
            [],
        )
    for name, e in entries["providers"].items():
        host = e.get("submission", {}).get("host", "")
        yield (
            "Provider",
            f"providers/{name}/",
            e["name"],
            _words(name, *e.get("serves", ()), host),
            [],
        )
    for rule in rules.everything():
        yield (
            "Rule",
            f"rules/{rule.id}/",
            _unmarked(rulepage.title(rule)),
            _words(rule.id, rule.id.replace("/", " ").replace("-", " ")),
            _own_codes(rulepage.title(rule)),
        )
    for name, reader in readers.everything().items():
        yield "Log format", f"readers/{name}/", name, _words(reader.TITLE, "log format reader"), []


def _pages(site: Path) -> Iterator[Entry]:
    """The pages that are none of these: guides, tables, overviews."""
    for page in sorted(site.rglob("index.html")):
        path = page.parent.relative_to(site).as_posix()
        top, _, rest = path.partition("/")
        if path in (".", "search") or (top in _KNOWN and rest):
            continue
        text = page.read_text(encoding="utf-8")
        main = text.partition("<main")[2].partition("</main>")[0]
        heading = _H1.search(main)
        if heading is None or 'http-equiv="refresh"' in text:
            continue
        description = _DESCRIPTION.search(text)
        words = _words(
            path.replace("/", " ").replace("-", " "),
            unescape(description.group(1)) if description else "",
            *(_plain(h) for h in _H2.findall(main)[:40]),
        )
        if top in ("guides", "api") and rest:
            words += " " + _rare(main, words)
        yield (
            _SECTIONS.get(top, "Page") if rest else "Page",
            f"{path}/",
            _plain(heading.group(1)),
            words,
            [],
        )


def _texts() -> dict[str, Any]:
    """Providers by number, with the words that name them, and their texts: provider, place on its
    page, words, codes."""
    providers = store.entries()["providers"]
    names = list(providers)
    return {
        "providers": [(name, e["name"], _named(name, e)) for name, e in providers.items()],
        "texts": [
            (
                names.index(t["provider"]),
                t["id"].partition("/")[2],
                _shown(t["reply"]),
                _text_codes(t),
            )
            for t in store.texts()
        ],
    }


def _named(name: str, provider: dict[str, Any]) -> str:
    """The words by which people call a provider: its names, and what in its list of services is a
    name."""
    host: str = provider.get("submission", {}).get("host", "")
    served = [
        word
        for text in provider.get("serves", ())
        for word in re.findall(r"[\w.]+", text)
        if re.search(r"[A-Z0-9.]", word)
    ]
    found = re.findall(
        r"[a-z0-9]{2,}",
        " ".join(
            [name, _ALSO.get(name, ""), provider["name"], *served, *host.split(".")[-2:-1]]
        ).lower(),
    )
    return " ".join(w for w in dict.fromkeys(found) if w not in _COMMON)


def _shown(reply: str) -> str:
    return " ".join(_HOLE.sub(" \u2026 ", reply).split())


def _text_codes(text: dict[str, Any]) -> list[str]:
    found = [
        c
        for seen in (text["reply"], *text.get("examples", ()))
        for pair in _CODES.findall(seen)
        for c in pair
        if c
    ]
    return list(dict.fromkeys(found))


def _own_codes(title: str) -> list[str]:
    return list(dict.fromkeys(_CODE.findall(title)))


def _titled(code: str, title: str) -> str:
    return title if title.startswith(code) else f"{code} {title}"


def _words(*texts: str) -> str:
    """Texts in which is searched: without marks, the beginning of each."""
    return " ".join(_unmarked(" ".join(text.split()))[:240] for text in texts if text)


def _unmarked(text: str) -> str:
    """A curated text without the marks of Markdown."""
    return re.sub(r"[`*\[\]]|\([^()\s]*\.md[^()]*\)", "", text)


def _rare(main: str, known: str) -> str:
    """The longer words of a page, each once."""
    found = dict.fromkeys(re.findall(r"[a-z][a-z0-9]{3,20}", _plain(main).lower()))
    return " ".join([word for word in found if word not in known.lower()][:400])


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
