"""What the site holds for programs: the static JSON and CSV of ``/api/v1``, ``llms.txt``,
``robots.txt``, OpenSearch.

The same entries as the pages, as they are in the compiled data. Knows nothing of mkdocs.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from smtpcodes import __version__, readers, rules
from smtpcodes.formats import rulepage
from smtpcodes.formats.escape import html, plain
from smtpcodes.integrations.pages.markup import Page, bare
from smtpcodes.knowledge import store
from smtpcodes.session.events import Sees

SAYS = {
    "codes": "reply codes",
    "enhanced": "enhanced status codes",
    "comparisons": "pairs that people confuse",
    "causes": "causes, with what to do",
    "commands": "which reply each command may get",
    "situations": "the reply to send in a situation",
    "implementations": "who is known to break which rule",
    "providers": "providers and servers, with their texts",
    "texts": "all texts of replies, as templates",
    "rules": "the rules of the linter, with examples",
    "readers": "the log formats that are read",
    "schemas": "JSON Schemas",
}
VERSION = "smtpcodes-api/1"
SINGLE = {
    "codes": "replies",
    "enhanced": "enhanced",
    "causes": "causes",
    "providers": "providers",
    "rules": "rules",
}  # kinds with a file for each entry; the section of its page
_FORMULA = "=+-@\t\r"  # what makes a cell a formula in a spreadsheet


def files(url: str, pages: dict[str, Page]) -> dict[str, str]:
    """Every file by its path in the site. url: the site's, with a slash at its end."""
    kinds = _kinds()
    found = {f"api/v1/{name}.json": _json(value) for name, value in kinds.items()}
    for kind, section in SINGLE.items():
        for name, entry in _single(kinds, kind):
            found[f"api/v1/{kind}/{name}.json"] = _json({**entry, "url": f"{url}{section}/{name}/"})
    found |= {f"api/v1/{name}.csv": text for name, text in _tables().items()}
    found["api/v1/index.json"] = _json(_index(url, kinds))
    found["llms.txt"] = _llms(url, pages)
    found["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n"
    found["opensearch.xml"] = _opensearch(url)
    return found


def _kinds() -> dict[str, Any]:
    from smtpcodes.knowledge.schema import schemas

    entries = store.entries()
    texts: dict[str, list[Any]] = {}
    for text in store.texts():
        texts.setdefault(text["provider"], []).append(text)
    return {
        "codes": entries["replies"],
        "enhanced": entries["enhanced"],
        "comparisons": entries["comparisons"],
        "causes": entries["causes"],
        "commands": entries["commands"],
        "situations": entries["situations"],
        "implementations": entries["implementations"],
        "providers": {
            name: {**entry, "text": texts.get(name, [])}
            for name, entry in entries["providers"].items()
        },
        "texts": store.texts(),
        "rules": {rule.id: rulepage.to_json(rule) for rule in rules.everything()},
        "readers": {
            name: {
                "name": name,
                "family": r.FAMILY,
                "title": r.TITLE,
                "shows": r.SHOWS,
                "hides": r.HIDES,
                "sees": [str(f.name).lower() for f in Sees if f in r.SEES],
            }
            for name, r in readers.everything().items()
        },
        "schemas": schemas(),
    }


def _single(kinds: dict[str, Any], kind: str) -> Iterable[tuple[str, dict[str, Any]]]:
    return ((name, entry) for name, entry in kinds[kind].items())


def _index(url: str, kinds: dict[str, Any]) -> dict[str, Any]:
    """What there is: the address of each file, and the names that may follow it."""
    listed: dict[str, Any] = {}
    for name, value in kinds.items():
        entry: dict[str, Any] = {"url": f"{url}api/v1/{name}.json", "count": len(value)}
        if name in SINGLE:
            entry["each"] = f"{url}api/v1/{name}/{{id}}.json"
        if isinstance(value, dict):
            entry["ids"] = list(value)
        if name in _TABLES:
            entry["csv"] = f"{url}api/v1/{name}.csv"
        listed[name] = entry
    return {"schema": VERSION, "version": __version__, "licence": "MIT", "files": listed}


def files_listed() -> str:
    """The JSON files for the page about them."""
    rows = "".join(
        f'<li><a href="~/api/v1/{name}.json">{name}.json</a> '
        "<span>"
        f"{SAYS[name]}{f'; each alone as <code>{name}/ID.json</code>' if name in SINGLE else ''}</s"
        "pan></li>"
        for name in SAYS
    )
    return f'<ul class="list names">{rows}</ul>'


def tables_listed() -> str:
    rows = "".join(
        f'<li><a href="~/api/v1/{name}.csv">{name}.csv</a> '
        f"<span>{html(', '.join(columns))}</span></li>"
        for name, columns in _TABLES.items()
    )
    return f'<ul class="list names">{rows}</ul>'


MARKERS = {"<!-- files -->": files_listed, "<!-- tables -->": tables_listed}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


# --- CSV: one row an entry; a list's values are parted by a blank
_TABLES: dict[str, tuple[str, ...]] = {
    "codes": (
        "code",
        "title",
        "status",
        "retry",
        "client_action",
        "cause",
        "enhanced",
        "answers",
        "spec",
        "meaning",
    ),
    "enhanced": (
        "code",
        "title",
        "status",
        "retry",
        "client_action",
        "cause",
        "classes",
        "replies",
        "spec",
        "meaning",
    ),
    "causes": ("id", "title", "says", "retry", "client_action", "user", "developer", "postmaster"),
    "texts": ("id", "provider", "reply", "cause", "means", "fix", "source", "seen"),
}

_PROSE = frozenset(
    ("title", "meaning", "says", "means", "fix", "user", "developer", "postmaster")
)  # Markdown in the data, plain in a table


def _tables() -> dict[str, str]:
    entries = store.entries()
    rows: dict[str, Iterable[dict[str, Any]]] = {
        "codes": entries["replies"].values(),
        "enhanced": entries["enhanced"].values(),
        "causes": ({**cause, **cause["messages"]} for cause in entries["causes"].values()),
        "texts": store.texts(),
    }
    return {name: _csv(columns, rows[name]) for name, columns in _TABLES.items()}


def _csv(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180 section 2
    writer.writerow(columns)
    for row in rows:
        writer.writerow(
            cell(bare(row.get(column, "")) if column in _PROSE else row.get(column, ""))
            for column in columns
        )
    return out.getvalue()


def cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, list):
        value = (", " if any(" " in str(v) for v in value) else " ").join(map(str, value))
    text = plain(str(value))
    return f"'{text}" if text[:1] in _FORMULA and text else text


# --- for language models and browsers
def _llms(url: str, pages: dict[str, Page]) -> str:
    """The site's contents as Markdown (llmstxt.org)."""
    lines = [
        "# smtpcodes",
        "",
        "> What SMTP replies mean, why they come, what to do, and whether they are right. 530 "
        "means: authenticate first, or STARTTLS first. 535 means: these credentials were checked "
        "and fail.",
        "",
        f"All facts are JSON as well: {url}api/v1/index.json lists the files, "
        f"{url}api/v1/codes/535.json is one code.",
        "",
    ]
    titles = (
        ("replies/", "Reply codes"),
        ("enhanced/", "Enhanced status codes"),
        ("comparisons/", "Comparisons"),
        ("causes/", "Causes"),
        ("providers/", "Providers and servers"),
        ("commands/", "Commands"),
        ("rules/", "Rules of the linter"),
        ("implementations/", "Implementations"),
        ("readers/", "Log formats"),
        ("", "Tables"),
    )
    left = dict(pages)
    for prefix, title in titles:
        chosen = [path for path in left if path.startswith(prefix)]
        lines += [
            f"## {title}",
            "",
            *(
                f"- [{left[path].title}]({url}{address(path)}): {bare(left[path].description)}"
                for path in chosen
            ),
            "",
        ]
        for path in chosen:
            del left[path]
    return "\n".join(lines)


def address(path: str) -> str:
    """Where a page of the sources is in the site: replies/535.md is replies/535/."""
    stem = path.removesuffix(".md")
    return (
        ""
        if stem == "index"
        else stem.removesuffix("index")
        if stem.endswith("/index")
        else f"{stem}/"
    )


def _opensearch(url: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription '
        'xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        "<ShortName>smtpcodes</ShortName>\n<Description>What an SMTP reply means and what to "
        "do</Description>\n<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template="{html(url)}search/?q={{searchTerms}}"/>\n'
        f'<Image width="16" height="16" type="image/svg+xml">{html(url)}css/icon.svg</Image>\n'
        "</OpenSearchDescription>\n"
    )
