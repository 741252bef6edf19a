"""The parts of a code's page: what to do, who sends it, what it is taken for, its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from smtpcodes import rules
from smtpcodes.formats import rulepage
from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import markup, texts
from smtpcodes.knowledge import store
from smtpcodes.knowledge.explanation import Explanation
from smtpcodes.rules.base import Rule

STATUS = {
    "standard": "RFC 5321",
    "extension": "An extension of SMTP",
    "historic": "Historic: no current RFC has it",
    "folklore": "Folklore: no RFC has it",
    "registered": "Registered with IANA",
    "vendor": "In no registry: a provider's own",
}
AUDIENCES = (("user", "User"), ("developer", "Developer"), ("postmaster", "Postmaster"))


def todo(known: Explanation) -> list[str]:
    """What each audience does; where several causes are known, for each of them."""
    causes = store.entries()["causes"]
    others = list(
        dict.fromkeys(
            c["cause"] for c in known.causes if c["cause"] in causes and c["cause"] != known.cause
        )
    )
    panels = []
    for key, label in AUDIENCES:
        first = known.messages.get(key, "")
        rest = "".join(
            f"<dt>{markup.cause(c)}</dt><dd>{markup.inline(causes[c]['messages'][key])}</dd>"
            for c in others
        )
        panels.append(
            (
                key,
                label,
                f"<p>{markup.inline(first)}</p>"
                + (f"<p>It may also be:</p><dl>{rest}</dl>" if rest else ""),
            )
        )
    return ["## What do I do? {#do}", "", markup.tabs("who", panels, "You are"), ""]


def asked(
    code: str, name: str, meaning: str, retry: str, known: Explanation
) -> tuple[tuple[str, str], ...]:
    word, why = markup.RETRY.get(retry, ("", ""))
    found = [(f"What does {name} mean?", markup.bare(meaning))]
    if retry != "none":
        found.append((f"Is {name} permanent?", f"{word}: {why}."))
    return (
        *found,
        *(
            (f"What does a {key} do about {name}?", markup.bare(known.messages[key]))
            for key, _ in AUDIENCES
            if known.messages.get(key)
        ),
    )


def with_parts(rest: str, parts: list[str]) -> list[str]:
    """A curated page with other parts before what is for authors."""
    before, author, after = rest.partition("## For ")
    return [before, *parts, author + after]


def fix_first(rest: str) -> str:
    """An enhanced code's page with its fix under the heading that stands there already."""
    parts = re.split(r"^(?=## )", rest, flags=re.M)
    fixes = [p for p in parts if p.startswith("## What to do\n")]
    return "\n".join(p.partition("\n")[2] for p in fixes) + "".join(
        p for p in parts if p not in fixes
    )


def texts_of(code: str) -> list[str]:
    found = texts.by_code().get(code, [])
    return (
        [
            "",
            f"## Real texts {{#texts}}\n\nWhat servers write after {code}, and what they mean by "
            "it.\n",
            texts.listing(found),
            "",
        ]
        if found
        else []
    )


def answers(
    kinds: Iterable[str] = ("success", "intermediate", "errors"),
) -> list[tuple[str, dict[str, Any]]]:
    """All pairs of command and reply in the tables."""
    chosen = tuple(kinds)
    return [
        (verb, a)
        for verb, entry in store.entries()["commands"].items()
        for kind in chosen
        for a in entry.get(kind, ())
    ]


def commands_of(code: int) -> list[str]:
    found = [(verb, a) for verb, a in answers() if a["code"] == code]
    if not found:
        return []
    rows = "".join(
        f"<tr><td>{'any command' if verb == 'any' else markup.command(verb)}</td><td>"
        f"{markup.inline(a.get('when', ''))}</td><td>{source(a)}</td></tr>"
        for verb, a in found
    )
    return [
        "",
        "## Commands that may get it {#commands}",
        "",
        markup.table(("Command", "When", "By"), rows),
        "",
    ]


def source(answer: dict[str, Any]) -> str:
    return (
        markup.spec(re.split(r", (?=RFC)", answer["spec"]))
        if answer.get("spec")
        else "practice, no RFC"
        if answer.get("practice")
        else ""
    )


def situations_of(code: int) -> list[str]:
    found = [s for s in store.entries()["situations"] if s["code"] == code]
    if not found:
        return []
    rows = "".join(
        f'<li><a href="~/truth/#{html(s["id"])}">{markup.inline(s["says"])}</a> '
        f"<small>{html(', '.join(s['commands'][:4]))}</small></li>"
        for s in found
    )
    return ["", "## When a server should send it {#send}", "", f"<ul>{rows}</ul>", ""]


def confused(code: str, entry: dict[str, Any]) -> list[str]:
    compared = [
        (n, e) for n, e in store.entries()["comparisons"].items() if code in map(str, e["codes"])
    ]
    rows = [
        (f"~/comparisons/{n}/", e["title"].rstrip("?"), html(markup.bare(e["summary"])), "")
        for n, e in compared
    ]
    named = {str(c) for _, e in compared for c in e["codes"]}
    kind = "enhanced" if "." in code else "replies"
    entries = store.entries()[kind]
    rows += [
        (f"~/{kind}/{c}/", c, html(entries[c]["title"]), "")
        for c in map(str, entry.get("see", ()))
        if c in entries and c not in named
    ]
    return (
        ["", "## Confused with {#confused}", "", markup.listing(rows, "pairs"), ""] if rows else []
    )


def rules_of(code: str) -> list[str]:
    word = re.compile(rf"(?<![\d.]){re.escape(code)}(?![\d.]*\d)")
    found = [
        r
        for r in rules.everything()
        if (code.isdigit() and int(code) in (r.wakes_on.codes or ()))
        or word.search(str(r.suggests or ""))
        or word.search(type(r).__doc__ or "")
    ]
    if not found:
        return []
    first = (
        [
            r
            for r in found
            if int(code) in (r.wakes_on.codes or ())
            or word.search(f"{rulepage.title(r)} {r.suggests}")
        ]
        if code.isdigit()
        else []
    )
    rest = [r for r in found if r not in first]
    shown = [
        *([_listed(first)] if first else []),
        *(
            [
                f"<details><summary>{len(rest)} more that speak of "
                f"it</summary>{_listed(rest)}</details>"
            ]
            if first and rest
            else [_listed(rest)]
            if rest
            else []
        ),
    ]
    return ["", "## Rules that look at it {#rules}", "", *shown, ""]


def _listed(found: list[Rule]) -> str:
    return markup.listing(
        ((f"~/rules/{r.id}/", r.id, markup.inline(rulepage.title(r)), r.level) for r in found),
        "rules",
    )


def rfc(entry: dict[str, Any]) -> list[str]:
    return (
        ["", "## What the RFCs say {#rfc}", "", markup.sections(entry["spec"])]
        if entry.get("spec")
        else []
    )


def vendors(entry: dict[str, Any]) -> list[str]:
    parts: list[str] = []
    for v in entry.get("vendor", ()):
        provider = store.entries()["providers"].get(v["provider"], {}).get("name", v["provider"])
        parts += [
            "",
            f"## {html(provider)} means something else",
            "",
            f"<p>{markup.inline(v['means'])} Cause: {markup.cause(v['cause'])}.</p>",
            f"<p><strong>Fix:</strong> {markup.inline(v['fix'])}</p>" if v.get("fix") else "",
        ]
    return parts
