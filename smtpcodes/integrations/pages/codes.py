"""The pages of reply codes, enhanced codes and comparisons: the curated file, and what all other
entries know of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import code_parts, markup
from smtpcodes.integrations.pages.guides import Guide
from smtpcodes.integrations.pages.markup import Page
from smtpcodes.knowledge import store
from smtpcodes.knowledge.explain import explain

CLASSES = {
    "2": ("2yz: done", "The command was carried out."),
    "3": ("3yz: go on", "So far so good; the server waits for more."),
    "4": ("4yz: not now", "A failure that may pass. Keep the message and try again later."),
    "5": ("5yz: no", "A failure that stays until something changes. Do not repeat it as it is."),
}
SUBJECTS = {
    "0": "X.0: other or not said",
    "1": "X.1: addresses",
    "2": "X.2: the mailbox",
    "3": "X.3: the mail system",
    "4": "X.4: network and routing",
    "5": "X.5: the protocol",
    "6": "X.6: the content",
    "7": "X.7: security and policy",
}
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```\n?", re.S | re.M)
_CAUSE = re.compile(r"^Cause: `?([a-z.-]+)`?$", re.M)


def replies(data: Path, guides: list[Guide]) -> dict[str, Page]:
    entries = store.entries()["replies"]
    made = {
        f"replies/{code}.md": _reply(
            data / "replies" / f"{code}.md", code, entry, [g for g in guides if code in g.codes]
        )
        for code, entry in entries.items()
    }
    lines = [
        "# Reply codes",
        "",
        "The three digits at the head of every reply. The first one decides: 2 done, 3 go on, 4 "
        "not now, 5 no (RFC 5321 section 4.2.1).",
        "",
    ]
    for digit, (title, says) in CLASSES.items():
        found = [(c, e) for c, e in entries.items() if c[0] == digit]
        rare = [(c, e) for c, e in found if e["status"] in ("historic", "folklore")]
        lines += [
            f"## {title}",
            "",
            says,
            "",
            _rows([f for f in found if f not in rare], f"c{digit}"),
            "",
        ]
        if rare:
            lines += [
                f"<details><summary>{len(rare)} that no current standard "
                f"has</summary>{_rows(rare, f'c{digit}')}</details>",
                "",
            ]
    made["replies/index.md"] = Page(
        "SMTP reply codes",
        "Every SMTP reply code with its meaning, its causes and what to do: 421, 450, 530, 535, "
        "550, 554 and all others.",
        "\n".join(lines),
        "CollectionPage",
    )
    return made


def _rows(found: list[tuple[str, dict[str, Any]]], kind: str) -> str:
    return markup.listing(
        (
            (
                f"~/replies/{c}/",
                c,
                html(e["title"]),
                e["status"] if e["status"] in ("historic", "folklore") else "",
            )
            for c, e in found
        ),
        f"codes {kind}",
    )


def enhanced(data: Path) -> dict[str, Page]:
    entries = dict(
        sorted(
            store.entries()["enhanced"].items(), key=lambda e: [int(n) for n in e[0].split(".")][1:]
        )
    )
    made = {
        f"enhanced/{code}.md": _enhanced(data / "enhanced" / f"{code}.md", code, entry)
        for code, entry in entries.items()
    }
    lines = [
        "# Enhanced status codes",
        "",
        "The three numbers after the reply code: class, subject, detail (RFC 3463; registry of RFC "
        "5248). One page serves all classes: `4.7.1` is with `5.7.1`.",
        "",
    ]
    for subject, title in SUBJECTS.items():
        found = [(c, e) for c, e in entries.items() if c.split(".")[1] == subject]
        lines += [
            f"## {title}",
            "",
            markup.listing(
                (
                    (
                        f"~/enhanced/{c}/",
                        c,
                        html(e["title"]),
                        e["status"] if e["status"] == "vendor" else "",
                    )
                    for c, e in found
                ),
                "codes wide",
            ),
        ]
    made["enhanced/index.md"] = Page(
        "SMTP enhanced status codes",
        "Every enhanced mail status code (5.7.8, 5.7.1, 4.7.0 ...) with its meaning and what "
        "to do.",
        "\n".join(lines),
        "CollectionPage",
    )
    return made


def comparisons(data: Path) -> dict[str, Page]:
    entries = dict(
        sorted(store.entries()["comparisons"].items(), key=lambda e: (e[0] != "530-vs-535", e[0]))
    )
    made = {}
    for name, entry in entries.items():
        title, meaning, rest = curated(data / "comparisons" / f"{name}.md")
        both = " ".join(
            markup.reply(c) if isinstance(c, int) else markup.enhanced(c) for c in entry["codes"]
        )
        body = [
            f"<h1>{html(title)}</h1>",
            "",
            meaning,
            "",
            f'<p class="jump">The pages of both: {both}</p>',
            "",
            rest,
            "",
            *code_parts.rfc(entry),
        ]
        made[f"comparisons/{name}.md"] = Page(
            f"SMTP {entry['codes'][0]} or {entry['codes'][1]}?",
            markup.short(meaning),
            "\n".join(body),
            asked=((title, markup.bare(meaning)),),
        )
    made["comparisons/index.md"] = Page(
        "SMTP codes that people confuse",
        "Pairs of SMTP codes that people confuse, and how to tell them apart: 530 and 535, 450 and "
        "451, 550 and 554.",
        "\n".join(
            [
                "# Codes that people confuse",
                "",
                "Two codes side by side: what each says, when each comes, which one to send.",
                "",
                markup.listing(
                    (
                        (
                            f"~/comparisons/{n}/",
                            e["title"].rstrip("?"),
                            html(markup.bare(e["summary"])),
                            "",
                        )
                        for n, e in entries.items()
                    ),
                    "pairs",
                ),
            ]
        ),
        "CollectionPage",
    )
    return made


def curated(file: Path) -> tuple[str, str, str]:
    """A curated file: title, first paragraphs, the rest with its dialogues and causes as HTML."""
    head, _, rest = file.read_text(encoding="utf-8").partition("\n## ")
    title = head.partition("\n")[0].removeprefix("# ").strip()
    meaning = _FENCE.sub("", head.partition("\n")[2], count=1).strip()
    rest = _FENCE.sub(
        lambda m: f"\n{markup.dialogue(m.group(2))}\n" if m.group(1) == "smtp" else m.group(),
        f"## {rest}" if rest else "",
    )
    return (
        title,
        meaning,
        _CAUSE.sub(
            lambda m: (
                f'<p class="cause">Cause: {markup.cause(m.group(1))} <code>{m.group(1)}</code></p>'
            ),
            rest,
        ),
    )


def _reply(file: Path, code: str, entry: dict[str, Any], guides: list[Guide]) -> Page:
    _, meaning, rest = curated(file)
    facts = markup.facts(
        (
            ("Is it permanent?", markup.permanent(entry["retry"])),
            ("Answers", ", ".join(markup.command(v) for v in entry.get("answers", ()))),
            ("Enhanced code", ", ".join(markup.enhanced(e) for e in entry.get("enhanced", ()))),
            (
                "A program should",
                html(entry["client_action"].replace("-", " "))
                if entry["client_action"] != "none"
                else "",
            ),
            ("Standing", html(code_parts.STATUS[entry["status"]])),
            ("Section", markup.spec(entry.get("spec", ()))),
            ("Guide", ", ".join(f'<a href="{g.address}">{html(g.title)}</a>' for g in guides)),
            ("Reviewed", html(entry.get("reviewed", ""))),
        )
    )
    known = explain(code)
    body = [
        markup.heading(code, entry["title"]),
        "",
        meaning,
        "",
        facts,
        *code_parts.todo(known),
        *code_parts.with_parts(rest, code_parts.texts_of(code)),
        *code_parts.commands_of(int(code)),
        *code_parts.situations_of(int(code)),
        *code_parts.confused(code, entry),
        *code_parts.rules_of(code),
        *code_parts.rfc(entry),
    ]
    return Page(
        f"SMTP {code}: {entry['title']}",
        markup.short(f"SMTP reply {code}: {meaning}"),
        "\n".join(body),
        asked=code_parts.asked(code, f"SMTP {code}", meaning, entry["retry"], known),
    )


def _enhanced(file: Path, code: str, entry: dict[str, Any]) -> Page:
    _, meaning, rest = curated(file)
    facts = markup.facts(
        (
            (
                "Is it permanent?",
                markup.permanent(entry["retry"]) if entry.get("retry", "none") != "none" else "",
            ),
            ("Classes", ", ".join(f"{c}.{code[2:]}" for c in entry["classes"])),
            ("Goes with", ", ".join(markup.reply(r) for r in entry.get("replies", ()))),
            ("Registered as", html(entry.get("name", ""))),
            ("Standing", html(code_parts.STATUS[entry["status"]])),
            ("Section", markup.spec(entry.get("spec", ()))),
            ("Reviewed", html(entry.get("reviewed", ""))),
        )
    )
    known = explain(code)
    body = [
        markup.heading(code, entry["title"]),
        "",
        meaning,
        "",
        facts,
        *code_parts.todo(known),
        *code_parts.with_parts(
            code_parts.fix_first(rest), [*code_parts.vendors(entry), *code_parts.texts_of(code)]
        ),
        *code_parts.confused(code, entry),
        *code_parts.rules_of(code),
        *code_parts.rfc(entry),
    ]
    return Page(
        f"{code}: {entry['title']}",
        markup.short(f"Enhanced status code {code}: {meaning}"),
        "\n".join(body),
        asked=code_parts.asked(code, code, meaning, entry.get("retry", "none"), known),
    )
