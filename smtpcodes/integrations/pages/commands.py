"""The pages of commands, the truth table, the dialogue that leads to the right reply."""

from __future__ import annotations

import re
from typing import Any

from smtpcodes import rules
from smtpcodes.formats import rulepage
from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import markup
from smtpcodes.integrations.pages.code_parts import source
from smtpcodes.integrations.pages.markup import Page
from smtpcodes.knowledge import store
from smtpcodes.knowledge.recommend import Recommendation

NAMES = {
    "CONNECT": "The greeting",
    "AUTH-RESPONSE": "A SASL response",
    "MESSAGE": "The end of the message",
    "OTHER": "A command that is not known",
    "any": "Any command",
}
USUAL = (
    "CONNECT",
    "EHLO",
    "STARTTLS",
    "AUTH",
    "AUTH-RESPONSE",
    "MAIL",
    "RCPT",
    "DATA",
    "MESSAGE",
)  # the commands of a session, in their order
KINDS = (("success", "Success"), ("intermediate", "Go on"), ("errors", "Refusal"))


def commands() -> dict[str, Page]:
    entries = store.entries()["commands"]
    made = {
        f"commands/{markup.slug(verb)}.md": _command(verb, entry) for verb, entry in entries.items()
    }
    rows = []
    for verb, entry in entries.items():
        codes = ", ".join(
            dict.fromkeys(str(a["code"]) for kind, _ in KINDS for a in entry.get(kind, ()))
        )
        rows.append(
            (
                f"~/commands/{markup.slug(verb)}/",
                verb,
                f"{html(NAMES.get(verb, entry.get('syntax', '')))}<br>{codes}",
                "",
            )
        )
    made["commands/index.md"] = Page(
        "SMTP commands and their replies",
        "Which reply codes each SMTP command may get, by RFC 5321 section 4.3.2 and the RFCs of "
        "the extensions.",
        "\n".join(
            [
                "# Commands and their replies",
                "",
                "Which reply each command may get (RFC 5321 section 4.3.2 and the RFCs of the "
                "extensions).",
                "",
                markup.listing(rows, "names"),
            ]
        ),
        "CollectionPage",
    )
    return made


def _command(verb: str, entry: dict[str, Any]) -> Page:
    title = NAMES.get(verb, verb)
    titles = store.entries()["replies"]
    body = [
        f"<h1>{html(title)}</h1>",
        "",
        markup.facts(
            (
                ("Command", markup.code(verb) if title != verb else ""),
                ("Syntax", markup.code(entry["syntax"]) if entry.get("syntax") else ""),
                ("Extension", html(entry.get("extension") or "")),
                (
                    "Section",
                    markup.spec(entry.get("source", "").split(", ")) if entry.get("source") else "",
                ),
            )
        ),
        "",
    ]
    for kind, name in KINDS:
        rows = "".join(
            f"<tr><td>{markup.reply(a['code'])}</td><td>"
            f"{markup.inline(a.get('when') or titles.get(str(a['code']), {}).get('title', ''))}</td"
            f"><td>{source(a)}</td></tr>"
            for a in entry.get(kind, ())
        )
        if rows:
            body += [f"## {name} {{#{kind}}}", "", markup.table(("Reply", "When", "By"), rows), ""]
    if verb != "any":
        errors = store.entries()["commands"]["any"]["errors"]
        body += [
            '<p>And what <a href="~/commands/any/">any command</a> may get: '
            f"{' '.join(markup.reply(a['code']) for a in errors)}</p>",
            "",
        ]
    if entry.get("notes"):
        body += [
            "## Notes {#notes}",
            "",
            "<ul>",
            *(f"<li>{markup.inline(n[:1].upper() + n[1:])}.</li>" for n in entry["notes"]),
            "</ul>",
            "",
        ]
    found = [s for s in store.entries()["situations"] if verb in s["commands"]]
    if found:
        body += ["## What to send when {#send}", "", _table(found), ""]
    looking = [
        r
        for r in rules.everything()
        if {"AUTH-RESPONSE": "SASL"}.get(verb, verb) in r.wakes_on.verbs
    ]
    if looking:
        body += [
            "## Rules that look at it {#rules}",
            "",
            markup.listing(
                (
                    (f"~/rules/{r.id}/", r.id, markup.inline(rulepage.title(r)), r.level)
                    for r in looking
                ),
                "rules",
            ),
            "",
        ]
    codes = ", ".join(
        dict.fromkeys(str(a["code"]) for kind, _ in KINDS for a in entry.get(kind, ()))
    )
    return Page(
        f"{title}: SMTP replies",
        markup.short(
            f"The replies to {verb} in SMTP: {codes}. When each is right, with the section of the "
            "RFC."
        ),
        "\n".join(body),
    )


def truth() -> Page:
    """Situation, right reply, section of the RFC."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in store.entries()["situations"]:
        groups.setdefault(entry["commands"][0], []).append(entry)
    lines = [
        "# Which reply is right",
        "",
        "The reply that a server should send, situation by situation, with its section. The same "
        'table as a <a href="~/send/">dialogue of questions</a>, '
        "and on the command line as `smtpcodes recommend`.",
        "",
    ]
    for verb, found in groups.items():
        lines += [
            f"## {NAMES.get(verb, verb)} {{#command-{markup.slug(verb)}}}",
            "",
            _table(found, ids=True),
            "",
        ]
    return Page(
        "Which SMTP reply is right: the truth table",
        "Which SMTP reply a server should send in which situation, with the section of the RFC: a "
        "table of situations.",
        "\n".join(lines),
    )


def _table(found: list[dict[str, Any]], ids: bool = False) -> str:
    rows = []
    for entry in found:
        r = Recommendation(entry)
        name = f' id="{html(r.situation)}"' if ids else ""
        note = f"<br><small>{note_of(r)}</small>" if r.note and ids else ""
        what = (
            sentence(r.says)
            if ids
            else f'<a href="~/truth/#{html(r.situation)}">{sentence(r.says)}</a>'
        )
        reply = (
            f"{markup.reply(r.code)}{' ' + markup.enhanced(r.enhanced) if r.enhanced else ''}<br>"
            f"<small>{html(r.text)}</small>"
        )
        state = state_of(entry, ids and len(entry["commands"]) > 1)
        state = f"<br><small>{state}</small>" if state else ""
        rows.append(
            f"<tr{name}><td>{what}{state}{note}</td><td>{reply}</td><td>{markup.spec(r.spec)}</td>"
            "</tr>"
        )
    return markup.table(("Situation", "Reply", "By"), "".join(rows), "truth")


def sentence(text: str) -> str:
    shown = markup.inline(text)
    return shown[:1].upper() + shown[1:]


def note_of(r: Recommendation) -> str:
    """The note; where it sends the reader to another situation, with a link."""
    known = {s["id"] for s in store.entries()["situations"]}
    return re.sub(
        r"\bsee ([a-z-]+)",
        lambda m: f'see <a href="~/truth/#{m[1]}">{m[1]}</a>' if m[1] in known else m[0],
        markup.inline(r.note),
    )


def state_of(entry: dict[str, Any], commands: bool = True) -> str:
    parts = (
        [", ".join("any command" if c == "any" else c for c in entry["commands"])]
        if commands
        else []
    )
    parts += (
        [{True: "logged in", False: "not logged in"}[entry["authenticated"]]]
        if entry.get("authenticated") is not None
        else []
    )
    parts += (
        [{True: "under TLS", False: "in clear"}[entry["tls"]]]
        if entry.get("tls") is not None
        else []
    )
    return html("; ".join(parts))
