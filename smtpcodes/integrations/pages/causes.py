"""The pages of causes: what they say and why."""

from __future__ import annotations

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
