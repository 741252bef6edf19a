"""The pages of implementations: which rules each of them is known to break."""

from __future__ import annotations

from typing import Any

from smtpcodes import rules
from smtpcodes.formats import rulepage
from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import markup
from smtpcodes.integrations.pages.markup import Page
from smtpcodes.knowledge import store

KINDS = (
    ("server", "Servers"),
    ("service", "Services"),
    ("library", "Libraries"),
    ("client", "Clients"),
)
EVIDENCE = {
    "recorded": "Recorded on the wire",
    "source": "Read in its source",
    "test suite": "In its own test suite",
    "documentation": "In its documentation",
    "public log": "In public logs",
    "issue": "In its issue tracker",
}


def implementations() -> dict[str, Page]:
    entries = dict(
        sorted(store.entries()["implementations"].items(), key=lambda e: e[1]["name"].lower())
    )
    made = {f"implementations/{name}.md": _page(name, entry) for name, entry in entries.items()}
    lines = [
        "# Implementations",
        "",
        "Who is known to do what a rule finds, with version, source and date. No list is complete: "
        "a name that is missing was not looked at.",
        "",
    ]
    for kind, title in KINDS:
        rows = [
            (f"~/implementations/{n}/", e["name"], _rules(e), "")
            for n, e in entries.items()
            if e["kind"] == kind
        ]
        lines += [f"## {title}", "", markup.listing(rows, "names"), ""] if rows else []
    made["implementations/index.md"] = Page(
        "Servers and clients against the RFCs",
        "Which SMTP servers, services and libraries are known to depart from the RFCs: Postfix, "
        "Exim, Haraka, Exchange and others, each with its source.",
        "\n".join(lines),
        "CollectionPage",
    )
    return made


def _rules(entry: dict[str, Any]) -> str:
    found = list(dict.fromkeys(d["rule"] for d in entry.get("deviation", ())))
    return (
        f"{len(found)} rule{'s' if len(found) != 1 else ''}: "
        f"{html(', '.join(found[:3]))}{' ...' if len(found) > 3 else ''}"
    )


def _page(name: str, entry: dict[str, Any]) -> Page:
    found = entry.get("deviation", [])
    has_texts = name in store.entries()["providers"]
    body = [
        f"<h1>{html(entry['name'])}</h1>",
        "",
        markup.facts(
            (
                ("Kind", html(entry["kind"])),
                (
                    "Home",
                    "<a "
                    f'href="{html(entry["home"])}">'
                    f"{html(entry['home'].removeprefix('https://').rstrip('/'))}</a>"
                    if entry.get("home")
                    else "",
                ),
                ("Known by", ", ".join(markup.code(m) for m in entry.get("marks", ()))),
                ("Its texts", markup.provider(name) if has_texts else ""),
            )
        ),
        "",
    ]
    known = {r.id: r for r in rules.everything()}
    groups: dict[str, list[dict[str, Any]]] = {}
    for deviation in found:
        groups.setdefault(deviation["rule"], []).append(deviation)
    for rule, group in groups.items():
        title = f"<p>{markup.inline(rulepage.title(known[rule]))}</p>" if rule in known else ""
        link = f'<a href="~/rules/{html(rule)}/">{html(rule)}</a>' if rule in known else html(rule)
        body += [
            f"## {link} {{#{rule.replace('/', '-')}}}",
            "",
            title,
            "",
            f"<ul>{''.join(f'<li>{deviation_line(d)}</li>' for d in group)}</ul>",
            "",
        ]
    names = ", ".join(groups)
    return Page(
        f"{entry['name']} and the SMTP RFCs",
        markup.short(f"Where {entry['name']} is known to depart from the RFCs of SMTP: {names}."),
        "\n".join(body),
    )


def deviation_line(d: dict[str, Any]) -> str:
    """What it does, when, in which versions, and how that is known."""
    when = f", when {markup.inline(d['when'])}" if d.get("when") else ""
    versions = f"Version {html(d['versions'])}. " if d.get("versions") else ""
    source = f"{EVIDENCE[d['evidence']]}: {markup.cited(d['source'])}"
    return (
        f"{markup.inline(d['does'])}{when}. <small>{versions}{source}, {html(d['seen'])}.</small>"
    )
