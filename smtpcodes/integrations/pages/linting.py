"""The pages of rules and of log formats."""

from __future__ import annotations

import inspect
import re

from smtpcodes import readers, rules
from smtpcodes.formats import rulepage
from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import markup
from smtpcodes.integrations.pages.implementations import deviation_line
from smtpcodes.integrations.pages.markup import Page
from smtpcodes.knowledge import store
from smtpcodes.readers.base import Reader
from smtpcodes.rules.base import Rule
from smtpcodes.session.events import Sees

FAMILIES = {
    "auth": "Authentication",
    "tls": "TLS",
    "sequence": "Order of commands",
    "command": "The form of commands",
    "extension": "Extensions",
    "lmtp": "LMTP",
    "client": "What clients do",
    "enhanced": "Enhanced codes",
    "reply": "The form of replies",
    "secrets": "Secrets",
    "policy": "Policy",
}
SIDES = {"server": "the server", "client": "the client", "both": "both sides"}
_RULE = re.compile(rf"(?<![`/\w-])`?((?:{'|'.join(FAMILIES)})/[a-z0-9-]+)`?")


def rule_pages() -> dict[str, Page]:
    made = {f"rules/{rule.id}.md": _rule(rule) for rule in rules.everything()}
    lines = [
        "# Rules",
        "",
        f"What `smtpcodes lint` reports: {len(rules.everything())} rules, each with its reason, an "
        "example that breaks it and one that is right. "
        "An *error* breaks a MUST or cannot be meant; a *warning* breaks a SHOULD; a *note* is "
        "shown with `--pedantic`.",
        "",
    ]
    for family, title in _families().items():
        rows = (
            (f"~/rules/{r.id}/", r.id.partition("/")[2], markup.inline(rulepage.title(r)), r.level)
            for r in rules.everything()
            if r.id.startswith(family + "/")
        )
        lines += [f"## {title} {{#{family}}}", "", markup.listing(rows, "rules"), ""]
    made["rules/index.md"] = Page(
        "Rules for SMTP sessions",
        "The rules that smtpcodes lint checks in SMTP sessions: wrong replies, wrong order, lost "
        "TLS, leaked credentials.",
        "\n".join(lines),
        "CollectionPage",
    )
    return made


def _families() -> dict[str, str]:
    found = dict.fromkeys(r.id.split("/")[0] for r in rules.everything())
    return {f: FAMILIES.get(f, f) for f in found}


def _rule(rule: Rule) -> Page:
    title = rulepage.title(rule)
    suggests = (
        f"<code>{html(str(rule.suggests))}</code>, see {markup.reply(rule.suggests.code)}"
        if rule.suggests
        else ""
    )
    body = [
        f"<h1><code>{html(rule.id)}</code></h1>",
        "",
        f'<p class="lede">{markup.inline(title)}</p>',
        "",
        markup.facts(
            (
                ("Level", f'<strong class="level {rule.level}">{rule.level}</strong>'),
                ("At fault", html(SIDES.get(rule.side, rule.side))),
                ("The right reply", suggests),
                ("Rests on", html(rulepage.basis(rule).removeprefix("Rests on "))),
                ("Section", markup.spec(rule.spec)),
            )
        ),
        _linked(rulepage.explanation(rule), rule.id),
        "",
    ]
    for name, anchor, examples in (
        ("Wrong", "wrong", rule.bad),
        ("No finding", "right", rule.good),
    ):
        if examples:
            body += [
                f"## {name} {{#{anchor}}}",
                "",
                *(markup.dialogue(rulepage.example(example)[:1500]) + "\n" for example in examples),
            ]
    body += _seen(rule)
    body += [
        "## Switch it off {#off}",
        "",
        f"`smtpcodes lint --ignore {rule.id}`; a whole family with `--ignore "
        f"{rule.id.split('/')[0]}`.",
        "",
        "## What the RFCs say {#rfc}",
        "",
        markup.sections(rule.spec),
    ]
    return Page(rule.id, markup.short(f"{title} {rulepage.explanation(rule)}"), "\n".join(body))


def _seen(rule: Rule) -> list[str]:
    """Who is known to break it."""
    entries = store.entries()["implementations"]
    rows = [
        f'<li><a href="~/implementations/{n}/">{html(e["name"])}</a>: {deviation_line(d)}</li>'
        for n, e in entries.items()
        for d in e.get("deviation", ())
        if d["rule"] == rule.id
    ]
    return ["## Known to break it {#seen}", "", f"<ul>{''.join(rows)}</ul>", ""] if rows else []


def _linked(text: str, own: str) -> str:
    """A rule's prose: ids of other rules become links."""
    known = set(rules.ids())
    return _RULE.sub(
        lambda m: (
            f'<a href="~/rules/{m.group(1)}/">{m.group(1)}</a>'
            if m.group(1) in known and m.group(1) != own
            else m.group()
        ),
        text,
    )


def reader_pages() -> dict[str, Page]:
    found = readers.everything()
    made = {f"readers/{name}.md": _reader(name, reader) for name, reader in found.items()}
    rows = ((f"~/readers/{n}/", n, html(r.TITLE), "") for n, r in found.items())
    made["readers/index.md"] = Page(
        "Log formats",
        "The SMTP transcripts and mail logs that smtpcodes lint reads: Postfix, Exim, Sendmail, "
        "swaks, curl, smtplib, PHPMailer, pcap and more.",
        "\n".join(
            [
                "# Log formats",
                "",
                f"`smtpcodes lint` reads {len(found)} formats and finds out by itself which one it "
                "has, line by line. `--reader NAME` forces one.",
                "",
                markup.listing(rows, "names"),
            ]
        ),
        "CollectionPage",
    )
    return made


def _reader(name: str, reader: type[Reader]) -> Page:
    doc = (inspect.getdoc(inspect.getmodule(reader)) or "").partition("\n")[2]
    sees = ", ".join(
        str(flag.name).lower().replace("_", " ") for flag in Sees if flag in reader.SEES
    )
    body = [
        f"<h1>{html(reader.TITLE)}</h1>",
        "",
        markup.facts(
            (
                ("Reader", markup.code(name)),
                ("Shows", html(reader.SHOWS)),
                ("Hides", html(reader.HIDES)),
                ("Rules may rely on", html(sees)),
            )
        ),
        "",
        "## What it looks like {#sample}",
        "",
        _prose(doc),
        "",
        "## Read it {#read}",
        "",
        f"<pre><code>smtpcodes lint --reader {html(name)} session.log</code></pre>",
        "",
        "Without `--reader` the format is found out. What no reader takes is counted; `--unread` "
        "shows it.",
    ]
    return Page(
        f"{reader.TITLE}",
        markup.short(
            f"How smtpcodes reads {reader.TITLE}. It shows {reader.SHOWS}; it hides {reader.HIDES}."
        ),
        "\n".join(body),
    )


def _prose(doc: str) -> str:
    """The head comment of a reader: indented lines are samples of the format."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", doc.strip("\n")):
        lines = block.split("\n")
        if all(line.startswith("    ") for line in lines):
            parts.append(
                "<pre><code>" + "\n".join(html(line[4:]) for line in lines) + "</code></pre>\n"
            )
        else:
            parts.append(f"<p>{markup.inline(block)}</p>\n")
    return "\n".join(parts)
