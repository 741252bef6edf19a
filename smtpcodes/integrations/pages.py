"""The pages of the reference site as Markdown, from the data, the rules and the readers.

The curated files are pages already; their block of facts is shown as a list, and what other entries know of them is added.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from smtpcodes import readers, rules
from smtpcodes.formats import rulepage
from smtpcodes.formats.escape import html
from smtpcodes.knowledge import store
from smtpcodes.session.events import Sees

TEXTS = 12                  # texts of providers that a code's page shows
_FACTS = re.compile(r"```toml\n.*?^```\n", re.S | re.M)
_SPEC = re.compile(r"RFC (\d+)(?: section ([\d.]+))?")
_INFO = re.compile(r"^```smtp[^\n]*$", re.M)
_RETRY = {"after-change": "permanent until something changes", "later": "temporary: the same may work later", "never": "permanent", "now": "again at once", "none": "no failure"}


def everything(data: Path) -> dict[str, str]:
    """All generated pages: path in the site's sources, Markdown."""
    made: dict[str, str] = {}
    entries = store.entries()
    for code, entry in entries["replies"].items():
        made[f"replies/{code}.md"] = _body(data / "replies" / f"{code}.md", _reply_facts(entry)) + _around(code)
    made["replies/index.md"] = _index("Reply codes", "What each reply code says (RFC 5321 section 4.2).", (
        (c, e["title"], e["status"]) for c, e in entries["replies"].items()))
    for code, entry in entries["enhanced"].items():
        made[f"enhanced/{code}.md"] = _body(data / "enhanced" / f"{code}.md", _enhanced_facts(entry)) + _vendors(entry)
    made["enhanced/index.md"] = _index("Enhanced status codes", "The three numbers after the reply code (RFC 3463, RFC 5248).", (
        (c, e["title"], e["status"]) for c, e in sorted(entries["enhanced"].items(), key=lambda x: [int(n) for n in x[0].split(".")])))
    for name in entries["comparisons"]:
        made[f"comparisons/{name}.md"] = _body(data / "comparisons" / f"{name}.md", "")
    made["comparisons/index.md"] = _index("Comparisons", "Codes that people confuse.", (
        (n, e["title"], "") for n, e in sorted(entries["comparisons"].items(), key=lambda x: (x[0] != "530-vs-535", x[0]))))
    made |= _causes(entries) | _providers(entries) | _rules() | _readers()
    return made


def api() -> dict[str, Any]:
    """The static JSON of ``/api/v1``, by name."""
    from smtpcodes.knowledge.schema import schemas

    entries = store.entries()
    return {
        "replies": entries["replies"], "enhanced": entries["enhanced"], "causes": entries["causes"], "providers": entries["providers"],
        "texts": store.texts(), "rules": [rulepage.to_json(rule) for rule in rules.everything()], "schemas": schemas(),
        "index": {"replies": list(entries["replies"]), "enhanced": list(entries["enhanced"]), "rules": rules.ids()}}


def _body(file: Path, facts: str) -> str:
    """A curated file as a page."""
    text = file.read_text(encoding="utf-8")
    shown = _FACTS.sub(lambda _: facts, text, count=1)
    return _INFO.sub("```text", re.sub(r"^Cause: `?([a-z.-]+)`?$", r"Cause: [\1](../causes/index.md#\1)", shown, flags=re.M))


def _spec(sections: Iterable[str]) -> str:
    """Sections with links to the RFC's text."""
    def link(match: re.Match[str]) -> str:
        section = f"#section-{match.group(2)}" if match.group(2) else ""
        return f'<a href="https://www.rfc-editor.org/rfc/rfc{match.group(1)}{section}">{match.group()}</a>'

    return ", ".join(_SPEC.sub(link, html(s)) for s in sections)


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    """A list of facts; the values are HTML."""
    shown = "".join(f"<dt>{html(name)}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f'<dl class="facts">{shown}</dl>\n'


def _reply_facts(entry: dict[str, Any]) -> str:
    enhanced = ", ".join(f'<a href="../../enhanced/{e}/">{e}</a>' if e in store.entries()["enhanced"] else e for e in entry.get("enhanced", ()))
    return _facts((
        ("Is it permanent?", html(_RETRY.get(entry["retry"], entry["retry"]))), ("Answers", html(", ".join(entry.get("answers", ())))),
        ("Enhanced code", enhanced), ("A client should", html(entry["client_action"].replace("-", " ")) if entry["client_action"] != "none" else ""),
        ("Status", html(entry["status"])), ("Section", _spec(entry.get("spec", ())))))


def _enhanced_facts(entry: dict[str, Any]) -> str:
    replies = ", ".join(f'<a href="../../replies/{r}/">{r}</a>' if str(r) in store.entries()["replies"] else str(r) for r in entry.get("replies", ()))
    return _facts((
        ("Name", html(entry.get("name", ""))), ("Classes", html(", ".join(map(str, entry["classes"])))), ("Goes with", replies),
        ("Is it permanent?", html(_RETRY.get(entry.get("retry", "none"), ""))), ("Status", html(entry["status"])), ("Section", _spec(entry.get("spec", ())))))


def _around(code: str) -> str:
    """What other entries know of a reply code."""
    parts = []
    compared = [(n, e["title"]) for n, e in store.entries()["comparisons"].items() if int(code) in e["codes"] or code in e["codes"]]
    if compared:
        parts += ["", "## Confused with", ""] + [f"- [{title}](../comparisons/{name}.md)" for name, title in compared]
    texts = [t for t in store.texts() if t["reply"].startswith(code)]
    if texts:
        parts += ["", "## Real texts", ""]
        for t in texts[:TEXTS]:
            name = store.entries()["providers"].get(t["provider"], {}).get("name", t["provider"])
            parts += [f"- [{html(name)}](../providers/{t['provider']}.md): {_code(t['reply'])}", f"    {_plain(t['means'])}"]
        if len(texts) > TEXTS:
            parts.append(f"- and {len(texts) - TEXTS} more on the [pages of the providers](../providers/index.md)")
    mentioned = [r for r in rules.everything() if re.search(rf"\b{code}\b", (type(r).__doc__ or "") + " ".join(r.bad))]
    if mentioned:
        parts += ["", "## Rules that look at it", ""] + [f"- [{r.id}](../rules/{r.id}.md): {rulepage.title(r)}" for r in mentioned]
    return "\n".join(parts) + "\n"


def _vendors(entry: dict[str, Any]) -> str:
    parts = []
    for v in entry.get("vendor", ()):
        name = store.entries()["providers"].get(v["provider"], {}).get("name", v["provider"])
        parts += ["", f"## {html(name)} means something else", "", _plain(v["means"]), "", f"**Fix:** {_plain(v['fix'])}" if v.get("fix") else ""]
    return "\n".join(parts) + "\n"


def _causes(entries: dict[str, Any]) -> dict[str, str]:
    lines = ["# Causes", "", "The ids that programs branch on, with what each person can do.", ""]
    for name, cause in entries["causes"].items():
        lines += [f"## {html(cause['title'])} {{#{name}}}", "", f"`{name}`: {_plain(cause['says'])}. {_RETRY.get(cause['retry'], '').capitalize()}", ""]
        lines += [f"- **{who}**: {_plain(text)}" for who, text in cause["messages"].items()] + [""]
    return {"causes/index.md": "\n".join(lines)}


def _providers(entries: dict[str, Any]) -> dict[str, str]:
    made = {}
    for name, provider in entries["providers"].items():
        lines = [f"# {html(provider['name'])}", ""]
        if provider.get("serves"):
            lines += [", ".join(map(_plain, provider["serves"])) + ".", ""]
        s = provider.get("submission")
        if s:
            ports = ", ".join(f"{p['port']} ({p['tls']})" for p in s.get("ports", ()))
            lines += [_facts((
                ("Host", html(s.get("host", ""))), ("Ports", html(ports)), ("Mechanisms", html(", ".join(s.get("mechanisms", ())))),
                ("User name", html(s.get("user_name", ""))), ("Credential", html(s.get("credential", ""))),
                ("Seen", html(str(s.get("seen", "not verified")))))), ""]
        for t in (t for t in store.texts() if t["provider"] == name):
            lines += [f"## {_code(t['reply'])}", "", f"{_plain(t['means'])} Cause: [{t['cause']}](../causes/index.md#{t['cause']}).", "", f"**Fix:** {_plain(t['fix'])}", ""]
            lines += [f"<small>{html('seen ' + t['seen'] if t.get('seen') else 'not verified')}</small>", ""]
        made[f"providers/{name}.md"] = "\n".join(lines)
    made["providers/index.md"] = _index("Providers and servers", "Their own words, and what they mean.", (
        (n, p["name"], ", ".join(p.get("serves", ()))) for n, p in sorted(entries["providers"].items(), key=lambda x: x[1]["name"].lower())))
    return made


def _rules() -> dict[str, str]:
    made = {}
    for rule in rules.everything():
        lines = [f"# {rule.id}", "", f"{rulepage.title(rule)}", "", _facts((
            ("Level", f'<span class="level-{rule.level}">{rule.level}</span>'), ("At fault", rule.side), ("The right reply", str(rule.suggests or "")),
            ("Section", _spec(rule.spec)))), "", rulepage.explanation(rule), ""]
        for title, examples in (("Wrong", rule.bad), ("No finding", rule.good)):
            lines += [f"## {title}", ""]
            for example in examples:
                lines += ["```text", rulepage.example(example)[:1500], "```", ""]
        if rule.seen:
            lines += ["## Seen", ""] + [f"- {_plain(s)}" for s in rule.seen]
        made[f"rules/{rule.id}.md"] = "\n".join(lines) + "\n"
    made["rules/index.md"] = _index("Rules", "What `smtpcodes lint` reports, and why.", (
        (rule.id, rulepage.title(rule), rule.level) for rule in rules.everything()), plain=False)
    return made


def _readers() -> dict[str, str]:
    made = {}
    for name, reader in readers.everything().items():
        doc = inspect.getdoc(inspect.getmodule(reader)) or ""
        first, _, rest = doc.partition("\n")
        sees = ", ".join(str(flag.name).lower().replace("_", " ") for flag in Sees if flag in reader.SEES)
        lines = [f"# {name}", "", f"{_plain(reader.TITLE)}.", "", _facts((("Shows", html(reader.SHOWS)), ("Hides", html(reader.HIDES)), ("Rules may rely on", html(sees)))), ""]
        lines += ["```text", *(line for line in (first + rest).splitlines()[:0]), *[x[4:] for x in rest.splitlines() if x.startswith("    ")], "```", ""]
        made[f"readers/{name}.md"] = "\n".join(lines)
    made["readers/index.md"] = _index("Log formats", "What is read, detected line by line.", ((n, r.TITLE, "") for n, r in readers.everything().items()))
    return made


def _index(title: str, intro: str, rows: Iterable[tuple[str, str, str]], plain: bool = True) -> str:
    """A list of pages as a table."""
    lines = [f"# {title}", "", intro, "", "| | | |", "| --- | --- | --- |"]
    lines += [f"| [{name}]({name}.md) | {(_plain(text) if plain else text).replace('|', '&#124;')} | {_plain(more).replace('|', '&#124;')} |" for name, text, more in rows]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text that is no markup."""
    return re.sub(r"([\\*_\[\]<>{}#])", lambda m: f"&#{ord(m.group())};", " ".join(text.replace("&", "&amp;").split()))


def _code(text: str) -> str:
    """Text as code, whatever is in it."""
    return f"<code>{html(text)}</code>".replace("*", "&#42;").replace("_", "&#95;").replace("[", "&#91;").replace("`", "&#96;")
