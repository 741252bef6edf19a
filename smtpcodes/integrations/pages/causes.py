"""The pages of causes, and those of providers and servers: what they say and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import markup, texts
from smtpcodes.integrations.pages.code_parts import AUDIENCES
from smtpcodes.integrations.pages.markup import Page
from smtpcodes.knowledge import store

FAMILIES = {
    "auth": "Authentication",
    "tls": "TLS",
    "sequence": "Order of commands",
    "command": "Commands",
    "syntax": "Syntax",
    "sender": "The sender",
    "recipient": "The recipient",
    "mailbox": "The mailbox",
    "policy": "Policy",
    "rate": "Limits",
    "quota": "Quotas",
    "routing": "Routing",
    "relay": "Relaying",
    "message": "The message",
    "server": "The server",
    "session": "The session",
    "network": "The network",
    "delivery": "Delivery",
}
_TLS = {
    "STARTTLS": "STARTTLS",
    "implicit": "TLS from the start",
    "none": "no TLS",
    "optional": "TLS if you like",
}


def causes() -> dict[str, Page]:
    entries = store.entries()["causes"]
    made = {f"causes/{name}.md": _cause(name, entry) for name, entry in entries.items()}
    groups: dict[str, list[str]] = {}
    for name in entries:
        groups.setdefault(
            FAMILIES.get(name.split(".")[0], "Other") if "." in name else "Other", []
        ).append(name)
    lines = [
        "# Causes",
        "",
        "Why a reply came, as ids that programs branch on. One code has many causes, and one cause "
        "comes under many codes.",
        "",
    ]
    for family, names in groups.items():
        rows = "".join(
            f'<li id="{n}"><a href="~/causes/{n}/">{html(entries[n]["title"])}</a> '
            f"<span>{markup.inline(entries[n]['says'])}</span> <small>{n}</small></li>"
            for n in names
        )
        lines += [f"## {family}", "", f'<ul class="list pairs">{rows}</ul>', ""]
    made["causes/index.md"] = Page(
        "Causes of SMTP failures",
        "Why SMTP replies come: each cause with its replies, the texts of providers that have it, "
        "and what to do.",
        "\n".join(lines),
        "CollectionPage",
    )
    return made


def _cause(name: str, entry: dict[str, Any]) -> Page:
    retry = {"-": "none"}.get(entry["retry"], entry["retry"])
    body = [
        f"<h1>{html(entry['title'])}</h1>",
        "",
        f"<p>{_sentence(entry['says'])}</p>",
        "",
        markup.facts(
            (
                ("Cause", f"<code>{name}</code>"),
                ("Is it permanent?", markup.permanent(retry)),
                (
                    "A program should",
                    html(entry["client_action"].replace("-", " "))
                    if entry["client_action"] not in ("none", "-")
                    else "",
                ),
            )
        ),
        "## What do I do? {#do}",
        "",
        markup.tabs(
            "who",
            (
                (key, label, f"<p>{markup.inline(entry['messages'][key])}</p>")
                for key, label in AUDIENCES
            ),
            "You are",
        ),
        "",
        *_replies(name),
        *_texts(name),
    ]
    asked = tuple(
        (f"{entry['title']}: what does a {key} do?", markup.bare(entry["messages"][key]))
        for key, _ in AUDIENCES
    )
    return Page(
        entry["title"],
        markup.short(f"{entry['title']}: {entry['says']}. {entry['messages']['developer']}"),
        "\n".join(body),
        asked=asked,
    )


def _sentence(text: str) -> str:
    shown = markup.inline(text)
    return shown[:1].upper() + shown[1:].rstrip(".") + "."


def _replies(name: str) -> list[str]:
    entries = store.entries()
    rows = []
    for kind in ("replies", "enhanced"):
        for code, entry in entries[kind].items():
            sections = [c for c in entry.get("causes", ()) if c["cause"] == name]
            vendors = [v for v in entry.get("vendor", ()) if v["cause"] == name]
            if entry.get("cause") == name or sections or vendors:
                fix = (
                    sections[0]["fix"]
                    if sections
                    else vendors[0].get("fix", "")
                    if vendors and entry.get("cause") != name
                    else entry.get("fix", "")
                )
                rows.append(
                    (
                        f"~/{kind}/{code}/",
                        code,
                        f"<b>{html(entry['title'])}.</b> "
                        f"{markup.inline(markup.bare(fix.removeprefix('**Fix:**')))}",
                        "",
                    )
                )
    return (
        [
            "## Its replies {#replies}",
            "",
            "The codes that it comes under, and what to do there.",
            "",
            markup.listing(rows, "codes wide"),
            "",
        ]
        if rows
        else []
    )


def _texts(name: str) -> list[str]:
    found = [t for t in store.texts() if t["cause"] == name] + [
        t for t in store.texts() if name in t.get("also", ())
    ]
    return (
        [
            "## Real texts {#texts}",
            "",
            "Texts of providers and servers that have this cause.",
            "",
            texts.listing(found),
            "",
        ]
        if found
        else []
    )


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
