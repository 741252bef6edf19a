"""Explanations and comparisons as text, Markdown and HTML."""

from __future__ import annotations

import re
import textwrap

from smtpcodes.formats.escape import html, terminal
from smtpcodes.formats.why import response, steps
from smtpcodes.knowledge.prose import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

_AUDIENCES = (("user", "you"), ("developer", "developer"), ("postmaster", "postmaster"))
_MOST = 5000  # characters of prose
_RETRY = {
    "after-change": "permanent until something changes",
    "later": "temporary: the same may work later",
    "never": "permanent",
    "now": "at once",
    "none": "no failure",
}
_SURE = {
    "signature": "the text is known",
    "enhanced code": "by the enhanced code",
    "reply code": "by the reply code alone",
    "text": "by the text",
}


def write(
    found: Sequence[Any],
    form: str,
    width: int,
    colour: bool,
    audience: str | None,
    why: bool = False,
) -> str:
    """The explanations in a format."""
    if form == "html":
        return _page("smtpcodes explain", "\n".join(_html(e, audience) for e in found))
    parts = [
        _markdown(e, audience)
        if form == "markdown"
        else _text(e, width, colour, audience) + (steps(e) if why else "")
        for e in found
    ]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _head(e: Any) -> str:
    return " ".join(str(x) for x in (e.code, e.enhanced) if x is not None)


def _actions(e: Any, audience: str | None) -> list[tuple[str, str]]:
    found = [
        (name, e.messages[key])
        for key, name in _AUDIENCES
        if e.messages.get(key) and audience in (None, key)
    ]
    return found


def _text(e: Any, width: int, colour: bool, audience: str | None) -> str:
    bold: Callable[[str], str] = (lambda s: f"\033[1m{s}\033[0m") if colour else (lambda s: s)
    dim: Callable[[str], str] = (lambda s: f"\033[2m{s}\033[0m") if colour else (lambda s: s)
    title = f"{_head(e)}  {e.title}".strip()
    where = terminal(e.provider or "")
    lines = [
        bold(terminal(title))
        + (
            where.rjust(width - len(title))
            if where and len(title) + len(where) + 2 <= width
            else f"  {where}"
            if where
            else ""
        ),
        "",
    ]

    def wrapped(text: str, first: str = "  ", rest: str | None = None) -> None:
        for paragraph in text.split("\n\n"):
            flat = terminal(" ".join(plain(paragraph).split()))
            lines.extend(
                textwrap.wrap(
                    flat,
                    width,
                    initial_indent=first,
                    subsequent_indent=first if rest is None else rest,
                    break_long_words=False,
                )
            )

    wrapped(_prose(e.meaning))
    lines.append("")
    if e.contradiction:
        wrapped(f"Beware: {e.contradiction}.")
        lines.append("")
    if response(e):
        wrapped(response(e))
        lines.append("")
    if e.cause != "unknown":
        sure = {"high": "sure", "medium": "likely", "low": "a guess"}[e.confidence]
        lines += [
            f"  {_RETRY.get(e.retry, e.retry)}",
            f"  cause  {bold(e.cause)} ({sure}: {_SURE.get(e.because, e.because)})",
            "",
        ]
    else:
        lines += ["  cause  unknown: neither the codes nor the text tell one", ""]
    if e.fix and audience is None:
        wrapped(f"Fix: {e.fix}")
        lines.append("")
    actions = _actions(e, audience)
    if actions:
        lines.append(bold("  What to do"))
        for name, text in actions:
            wrapped(text, f"    {name:12} ", " " * 17)
        lines.append("")
    others = [c for c in e.causes[1:] if c["fix"]] if audience is None else []
    if others:
        lines.append(bold("  It may also be"))
        for cause in others:
            wrapped(f"{cause['title']}. {cause['fix']}", "    - ", "      ")
        lines.append("")
    foot = []
    if e.see and e.code is not None:
        foot.append(f"smtpcodes compare {e.code} {e.see[0]}")
    foot.append(", ".join(e.spec[:3]))
    if e.seen:
        foot.append(f"seen {e.seen}")
    lines.append(dim("  " + "    ".join(f for f in foot if f)))
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _again(e: Any) -> str:
    """Whether to try again, as a sentence; nothing where no cause is known."""
    return "" if e.cause == "unknown" else f" {_RETRY.get(e.retry, e.retry).capitalize()}."


def _prose(markdown: str) -> str:
    """Without fences and tables."""
    return re.sub(r"(?ms)^```.*?^```\n?", "", markdown).strip()


def _markdown(e: Any, audience: str | None) -> str:
    from smtpcodes.formats.markdown import text

    lines = [f"### {text(f'{_head(e)} {e.title}'.strip())}", ""]
    if e.provider:
        lines += [f"*{text(e.provider)}*", ""]
    lines += [text(e.meaning, _MOST), ""]
    if e.contradiction:
        lines += [f"**Beware:** {text(e.contradiction)}.", ""]
    if response(e):
        lines += [text(response(e)), ""]
    lines += [f"Cause: `{e.cause}` ({_SURE.get(e.because, e.because)}).{_again(e)}", ""]
    if e.fix and audience is None:
        lines += [f"**Fix:** {text(e.fix, _MOST)}", ""]
    lines += [f"- {name}: {text(message, _MOST)}" for name, message in _actions(e, audience)]
    if e.spec:
        lines += ["", ", ".join(e.spec)]
    return "\n".join(lines) + "\n"


def _html(e: Any, audience: str | None) -> str:
    parts = [f"<h2>{html(f'{_head(e)} {e.title}'.strip())}</h2>"]
    if e.provider:
        parts.append(f"<p>{html(e.provider)}</p>")
    parts += [f"<p>{html(' '.join(plain(p).split()))}</p>" for p in _prose(e.meaning).split("\n\n")]
    if e.contradiction:
        parts.append(f"<p><strong>Beware:</strong> {html(e.contradiction)}.</p>")
    if response(e):
        parts.append(f"<p>{html(response(e))}</p>")
    parts.append(
        f"<p>Cause: <code>{html(e.cause)}</code> ({html(_SURE.get(e.because, e.because))}).{html(_again(e))}</p>"
    )
    if e.fix and audience is None:
        parts.append(f"<p><strong>Fix:</strong> {html(plain(e.fix))}</p>")
    actions = _actions(e, audience)
    if actions:
        parts.append(
            "<dl>"
            + "".join(f"<dt>{html(n)}</dt><dd>{html(plain(m))}</dd>" for n, m in actions)
            + "</dl>"
        )
    if e.spec:
        parts.append(f"<p>{html(', '.join(e.spec))}</p>")
    return "\n".join(parts)


def _page(title: str, body: str) -> str:
    style = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:1rem auto;padding:0 1rem;color-scheme:light dark}dt{font-weight:bold}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html(title)}</title><style>{style}</style></head><body>\n{body}\n</body></html>\n"
    )


def comparison(c: Any, form: str, width: int, colour: bool) -> str:
    """A comparison in a format."""
    bold: Callable[[str], str] = (
        (lambda s: f"\033[1m{s}\033[0m") if colour and form == "text" else (lambda s: s)
    )
    one, two = (terminal(str(x)) for x in c.codes)
    if form == "html":
        body = "".join(
            f"<tr><th>{html(q)}</th><td>{html(plain(a))}</td><td>{html(plain(b))}</td></tr>"
            for q, a, b in c.rows
        )
        prose = "".join(
            f"<p>{html(' '.join(plain(p).split()))}</p>"
            for t in (c.summary, *c.when.values(), c.for_clients, c.for_servers)
            for p in _prose(t).split("\n\n")
            if p
        )
        return _page(
            c.title,
            f"<h1>{html(c.title)}</h1><table><tr><th></th><th>{html(one)}</th><th>{html(two)}</th></tr>{body}</table>{prose}",
        )
    if form == "markdown":
        lines = [f"### {c.title}", "", c.summary, "", c.differences or _table(c, one, two), ""]
        for name, text in c.when.items():
            lines += [f"#### {name}", "", text, ""]
        for name, text in (
            ("For client authors", c.for_clients),
            ("For server authors", c.for_servers),
        ):
            if text:
                lines += [f"#### {name}", "", text, ""]
        return "\n".join(lines).rstrip() + "\n"
    lines = [bold(terminal(c.title)), ""]
    if c.summary:
        lines += [
            *textwrap.wrap(
                " ".join(plain(c.summary).split()),
                width - 2,
                initial_indent="  ",
                subsequent_indent="  ",
            ),
            "",
        ]
    column = (width - 18) // 2
    rows = _cells(c.differences) or [("", one, two), *c.rows]
    for n, (question, a, b) in enumerate(rows):
        left, right = (
            textwrap.wrap(terminal(" ".join(plain(x).split())), column) or [""] for x in (a, b)
        )
        label = textwrap.wrap(terminal(plain(question)), 14) or [""]
        for i in range(max(len(left), len(right), len(label))):
            cells = [part[i] if i < len(part) else "" for part in (label, left, right)]
            line = f"  {cells[0]:14}  {cells[1]:{column}} {cells[2]}".rstrip()
            lines.append(bold(line) if n == 0 else line)
    for name, text in (
        (one, c.when.get(one, "")),
        (two, c.when.get(two, "")),
        ("For client authors", c.for_clients),
        ("For server authors", c.for_servers),
    ):
        if text:
            lines += ["", bold(f"  {name}")]
            for paragraph in _prose(text).split("\n\n"):
                flat = terminal(" ".join(plain(paragraph).split()))
                lines += textwrap.wrap(flat, width, initial_indent="    ", subsequent_indent="    ")
    if c.spec:
        lines += ["", "  " + ", ".join(c.spec)]
    return "\n".join(lines) + "\n"


def _table(c: Any, one: str, two: str) -> str:
    return "\n".join(
        [
            f"| | {one} | {two} |",
            "| --- | --- | --- |",
            *(f"| {q} | {' '.join(a.split())} | {' '.join(b.split())} |" for q, a, b in c.rows),
        ]
    )


def _cells(table: str) -> list[tuple[str, str, str]]:
    """The rows of a Markdown table with three columns; nothing if it is another."""
    rows = []
    for line in table.splitlines():
        if not line.startswith("|") or set(line) <= set("|-: "):
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if len(cells) != 3:
            return []
        rows.append((cells[0], cells[1], cells[2]))
    return rows
