"""The pages of providers and servers: what they say and why, and how to send through them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import markup, texts
from smtpcodes.integrations.pages.markup import Page
from smtpcodes.knowledge import store

_TLS = {
    "STARTTLS": "STARTTLS",
    "implicit": "TLS from the start",
    "none": "no TLS",
    "optional": "TLS if you like",
}


def providers() -> dict[str, Page]:
    entries = dict(sorted(store.entries()["providers"].items(), key=lambda e: e[1]["name"].lower()))
    made = {f"providers/{name}.md": _provider(name, entry) for name, entry in entries.items()}
    count = {name: sum(t["provider"] == name for t in store.texts()) for name in entries}
    lines = ["# Providers and servers", "", "Their own words, and what they mean.", ""]
    for kind, title in (("provider", "Providers"), ("server", "Servers and other software")):
        rows = (
            (
                f"~/providers/{n}/",
                e["name"],
                html(", ".join(s for s in e.get("serves", ()) if s != e["name"])),
                f"{count[n]} texts" if count[n] != 1 else "1 text",
            )
            for n, e in entries.items()
            if e.get("kind", "provider") == kind
        )
        lines += [f"## {title}", "", markup.listing(rows, "names"), ""]
    made["providers/index.md"] = Page(
        "SMTP errors by provider and server",
        "What Gmail, Microsoft 365, Yahoo, Postfix, Exim and others write in their SMTP replies, "
        "what it means and how to fix it.",
        "\n".join(lines),
        "CollectionPage",
    )
    return made


def _provider(name: str, entry: dict[str, Any]) -> Page:
    found = [t for t in store.texts() if t["provider"] == name]
    serves = ", ".join(s for s in entry.get("serves", ()) if s != entry["name"])
    departs = (
        f'<p><a href="~/implementations/{html(name)}/">Where it departs from the RFCs</a></p>'
        if name in store.entries()["implementations"]
        else ""
    )
    body = [
        f"<h1>{html(entry['name'])}</h1>",
        "",
        f"<p>{html(serves)}.</p>" if serves else "",
        "",
        departs,
        "",
        *_submission(entry.get("submission")),
        *_unknown(entry, found),
    ]
    groups: dict[str, list[dict[str, Any]]] = {}
    for text in found:
        groups.setdefault(next(iter(texts.codes(text)), ""), []).append(text)
    titles = store.entries()["replies"]
    for code, group in sorted(groups.items(), key=lambda g: g[0] or "9"):
        title = (
            f"{code} {titles[code]['title']}" if code in titles else code or "Under several codes"
        )
        body += [
            f"## {html(title)} {{#{'code-' + code if code else 'other'} "
            f"data-toc-label={chr(34)}{code or 'several codes'}{chr(34)}}}",
            "",
            *(_text(t) for t in group),
            "",
        ]
    about = f" ({serves})" if serves else ""
    return Page(
        f"{entry['name']}: SMTP errors",
        markup.short(
            f"SMTP replies of {entry['name']}{about}: {len(found)} texts, what each means and how "
            "to fix it; submission settings where known."
        ),
        "\n".join(body),
    )


def _submission(s: dict[str, Any] | None) -> list[str]:
    if not s:
        return []
    ports = ", ".join(f"{p['port']} ({_TLS[p['tls']]})" for p in s.get("ports", ()))
    return [
        "## Settings for sending {#settings data-toc-label=settings}",
        "",
        markup.facts(
            (
                ("Host", markup.code(s["host"]) if s.get("host") else ""),
                ("Ports", html(ports)),
                ("Mechanisms", html(", ".join(s.get("mechanisms", ())))),
                ("User name", markup.inline(s.get("user_name", ""))),
                ("Credential", markup.inline(s.get("credential", ""))),
                ("Source", _seen(s)),
            )
        ),
        "",
    ]


def _unknown(entry: dict[str, Any], found: list[dict[str, Any]]) -> list[str]:
    """What the page does not have, so that nobody takes its silence for an answer."""
    says = entry.get("unknown") or ("" if found else "No reply text of this provider is known yet.")
    return [f"<p>{markup.inline(says)}</p>", ""] if says else []


def _text(text: dict[str, Any]) -> str:
    place = html(texts.place(text))
    named = [
        *((markup.reply(c) if "." not in c else markup.enhanced(c)) for c in texts.codes(text))
    ]
    also = "".join(f" or {markup.cause(c)}" for c in text.get("also", ()))
    return (
        f'<section class="text" id="{place}"><pre><code>{texts.words(text)}</code></pre><p>'
        f"{markup.inline(text['means'])}</p>"
        f'<p><strong>Fix:</strong> {markup.inline(text["fix"])}</p><p class="meta"><a class="here" '
        f'href="#{place}" aria-label="Link to this text">#</a> '
        f"{markup.cause(text['cause'])}{also}{_joined(named)} &middot; "
        f"{_seen(text)}</p></section>\n"
    )


def _joined(named: Iterable[str]) -> str:
    shown = " ".join(named)
    return f" &middot; {shown}" if shown else ""


def _seen(entry: dict[str, Any]) -> str:
    """When it was read, and where."""
    return f"seen {html(entry['seen'])}, {markup.cited(entry['source'])}"
