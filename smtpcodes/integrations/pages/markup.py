"""What the pages are written with: a page, links, lists of facts, tabs, dialogues. All of it HTML
that is escaped here.

Knows nothing of single pages. An address that begins with ``~/`` is one of this site; the plugin
makes it relative.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages.rfcs import SECTIONS, TITLES
from smtpcodes.knowledge import store

RETRY = {
    "after-change": ("Permanent", "the same fails again until something changes"),
    "later": ("Temporary", "the same may work later"),
    "never": ("Permanent", "it will never work"),
    "now": ("Temporary", "again at once"),
    "none": ("No failure", ""),
}
_SPEC = re.compile(r"RFC (\d+)(?: section ([\d.]+))?")
_MARK = re.compile(r"^( *)(\^+)( related)?$")
_SIDE = re.compile(r"^([CS]): ?(.*)$")
_ADDRESS = re.compile(r"(https?://\S+?)(?=[,;]?(?:\s|$))")


class Page(NamedTuple):
    """A page of the site. title: for links and the window; body:

    Markdown with its H1; asked: questions that the page answers, with their answers.
    """

    title: str
    description: str
    body: str
    kind: str = "TechArticle"
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def source(self) -> str:
        """The page as mkdocs reads it."""
        head = {
            "title": self.title,
            "description": self.description,
            "kind": self.kind,
            "asked": [list(q) for q in self.asked],
        }
        return (
            "---\n"
            + "".join(f"{name}: {json.dumps(value)}\n" for name, value in head.items())
            + f"---\n{self.body}\n"
        )


def cited(source: str) -> str:
    """A source: each address in it is a link that shows its host."""
    parts = _ADDRESS.split(source)
    for n in range(1, len(parts), 2):
        host = urlsplit(parts[n]).netloc.removeprefix("www.")
        parts[n] = f'<a href="{html(parts[n])}">{html(host)}</a>'
    return "".join(part if n % 2 else html(part) for n, part in enumerate(parts))


def heading(code: str, title: str) -> str:
    """The H1 of a code's page: the code large, in the colour of its class."""
    return f'<h1 class="code c{html(code[0])}"><b>{html(code)}</b> {html(title)}</h1>'


def inline(text: str) -> str:
    """Prose of the data as HTML: backticks are code, all else is text."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return html(" ".join(text.split()))
    return "".join(
        f"<code>{html(part)}</code>" if n % 2 else html(part) for n, part in enumerate(parts)
    )


def bare(text: str) -> str:
    """Markdown prose as plain text, for descriptions."""
    flat = re.sub(
        r"(?<!\S)\*([^*\s][^*]*)\*(?!\w)",
        r"\1",
        re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("**", ""),
    )
    return " ".join(flat.replace("`", "").split())


def short(text: str, most: int = 155) -> str:
    """A description: whole words."""
    flat = bare(text)
    return flat if len(flat) <= most else flat[: most - 3].rsplit(" ", 1)[0].rstrip(",;:") + " ..."


def spec(sections: Iterable[str]) -> str:
    """Sections with links to the RFC's text."""

    def link(match: re.Match[str]) -> str:
        section = f"#section-{match.group(2)}" if match.group(2) else ""
        return (
            f'<a href="https://www.rfc-editor.org/rfc/rfc{match.group(1)}{section}">'
            f"{match.group()}</a>"
        )

    return ", ".join(_SPEC.sub(link, html(s)) for s in sections)


def sections(cited: Iterable[str]) -> str:
    """The sections as a list, each RFC with its title."""
    rows = []
    for name in dict.fromkeys(cited):
        match = _SPEC.match(name)
        number = int(match.group(1)) if match else 0
        own = SECTIONS.get(number, {}).get((match.group(2) or "").rstrip(".") if match else "", "")
        title = html(TITLES.get(number, ""))
        rows.append(
            f"<li>{spec([name])} {f'{html(own)} <small>({title})</small>' if own else title}</li>"
        )
    return f'<ul class="plain">{"".join(rows)}</ul>\n'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A list of facts; the values are HTML."""
    shown = "".join(
        f"<div><dt>{html(name)}</dt><dd>{value}</dd></div>" for name, value in rows if value
    )
    return f'<dl class="facts">{shown}</dl>\n'


def permanent(retry: str) -> str:
    word, why = RETRY.get(retry, ("", ""))
    return f"<strong>{word}</strong>{': ' + why if why else ''}" if word else ""


def reply(code: int | str) -> str:
    """A reply code as a link to its page, where it has one."""
    name = str(code)
    return (
        f'<a class="num" href="~/replies/{name}/">{name}</a>'
        if name in store.entries()["replies"]
        else f"<code>{html(name)}</code>"
    )


def enhanced(code: str) -> str:
    entries = store.entries()["enhanced"]
    name = (
        code
        if code in entries
        else next((f"{c}{code[1:]}" for c in "542" if f"{c}{code[1:]}" in entries), "")
    )
    return (
        f'<a class="num" href="~/enhanced/{name}/">{html(code)}</a>'
        if name
        else f"<code>{html(code)}</code>"
    )


def cause(name: str) -> str:
    entry = store.entries()["causes"].get(name)
    return f'<a href="~/causes/{html(name)}/">{html(entry["title"])}</a>' if entry else html(name)


def provider(name: str) -> str:
    entry = store.entries()["providers"].get(name, {})
    return f'<a href="~/providers/{html(name)}/">{html(entry.get("name", name))}</a>'


def command(verb: str) -> str:
    entries = store.entries()["commands"]
    return f'<a href="~/commands/{slug(verb)}/">{html(verb)}</a>' if verb in entries else html(verb)


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-")


def listing(rows: Iterable[tuple[str, str, str, str]], kind: str = "") -> str:
    """A list of pages: address, name, what it is (HTML), a word more."""
    shown = "".join(
        f'<li><a href="{html(address)}">{html(name)}</a> <span>{text}</span>'
        f"{f' <small>{html(more)}</small>' if more else ''}</li>"
        for address, name, text, more in rows
    )
    return f'<ul class="list {kind}">{shown}</ul>\n'


def table(columns: Iterable[str], rows: str, kind: str = "replies") -> str:
    """A table with the names of its columns; the rows are HTML."""
    head = "".join(f'<th scope="col">{html(name)}</th>' for name in columns)
    return f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def tabs(name: str, panels: Iterable[tuple[str, str, str]], legend: str) -> str:
    """Tabs that need no script: id, label, HTML of each."""
    found = list(panels)
    parts = [f'<fieldset class="tabs"><legend>{html(legend)}</legend>']
    for n, (key, label, _) in enumerate(found):
        checked = " checked" if n == 0 else ""
        parts.append(
            f'<input type="radio" name="{name}" id="{name}-{key}"{checked}><label '
            f'for="{name}-{key}">{html(label)}</label>'
        )
    parts += [
        f'<div><strong class="who">{html(label)}</strong>{body}</div>' for _, label, body in found
    ]
    return "".join(parts) + "</fieldset>\n"


def dialogue(text: str) -> str:
    """A transcript: client and server told apart, what is marked with ^^^ marked."""
    lines: list[str] = []
    raw: list[str] = []
    for line in text.strip("\n").splitlines():
        mark = _MARK.match(line)
        if mark and lines:
            start = len(mark.group(1))
            lines[-1] = _line(
                raw[-1], start, start + len(mark.group(2)), "rel" if mark.group(3) else "at"
            )
            continue
        raw.append(line)
        lines.append(_line(line, 0, 0, ""))
    return f'<pre class="smtp"><code>{"".join(lines)}</code></pre>\n'


def _line(line: str, start: int, end: int, kind: str) -> str:
    def marked(a: int, b: int) -> str:
        if not kind:
            return html(line[a:b])
        s, e = max(a, min(start, b)), max(a, min(end, b))
        return (
            html(line[a:s])
            + (f'<mark class="{kind}">{html(line[s:e])}</mark>' if e > s else "")
            + html(line[e:b])
        )

    side = _SIDE.match(line)
    if side is None:
        return f"<span>{marked(0, len(line))}\n</span>"
    return f'<span class="{side.group(1).lower()}">{marked(0, 2)}{marked(2, len(line))}\n</span>'


def code(text: str, kind: str = "") -> str:
    """A text as it came, whatever is in it."""
    return f"<code{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{html(text)}</code>"
