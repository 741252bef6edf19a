"""A session in HTML: its verdict, its lines, and what stands beside them."""

from __future__ import annotations

from smtpcodes.formats.escape import html, terminal
from smtpcodes.formats.words import NO_SIDE, attempt, known, move, number, right
from smtpcodes.report import ERROR, NOTE, WARNING, Finding, Related, Transcript, Verdict

OPEN = 5  # sessions whose lines are not folded
LINE = 1000  # characters of a line
Beside = tuple[str, str]  # the class of what stands beside a line, and its HTML


def section(
    count: int,
    session: str,
    verdict: Verdict | None,
    found: list[Finding],
    lines: Transcript | None,
) -> str:
    """One session."""
    path = verdict.path if verdict is not None else found[0].path
    reader = verdict.reader if verdict is not None else lines.reader if lines is not None else ""
    parts = [
        f'<section id="s{count}"><h2>{html(terminal(path))}'
        f"{f', session {html(session)}' if session else ''}"
        f"{f' <small>{html(reader)}</small>' if reader else ''}</h2>\n"
    ]
    if verdict is not None:
        parts.append(f'<p class="verdict">{html(verdict.summary)}{side(verdict)}</p>\n')
        said = move(verdict)
        parts.append(f'<p class="move">{_prose(said)}</p>\n' if said else "")
        if len(verdict.attempts) > 1:
            rows = "".join(
                f'<tr class="{a.outcome}"><td>{a.line}</td><td>{html(a.mechanism or "?")}</td><td>'
                f"{html(attempt(a))}</td><td>{html(a.cause or '')}</td></tr>"
                for a in verdict.attempts
            )
            parts.append(
                '<table class="attempts"><caption>Log-ins</caption><thead><tr><th>line</th><th>'
                f"mechanism</th><th>reply</th><th>cause</th></tr></thead><tbody>{rows}</tbody>"
                "</table>\n"
            )
    told = _beside(verdict, found)
    rows_, total = _rows(told, found, verdict, lines)
    parts.append(
        f"<details{' open' if count <= OPEN else ''}><summary>{number(total, 'line')}</summary><ol "
        f'class="lines">{rows_}</ol></details></section>\n'
    )
    return "".join(parts)


def _beside(verdict: Verdict | None, found: list[Finding]) -> dict[int, list[Beside]]:
    """What stands beside the lines."""
    told: dict[int, list[Beside]] = {}
    for f in found:
        sure = "" if f.confidence == "high" else f", {f.confidence} confidence"
        what = [f"<b>{html(f.level)}</b> {linked(f.rule, f.url)}{sure}<br>{html(f.message)}"]
        if f.suggest:
            what.append(f"<br>{html(right(f))}")
        what.append(f"<br><small>{html(', '.join(f.spec))}</small>")
        if f.known:
            what.append(f"<br><small>{html(known(f))}</small>")
        told.setdefault(f.line, []).append((f.level, "".join(what)))
        for r in f.related:
            told.setdefault(r.line, []).append(("related", html(r.message)))
    if verdict is not None:
        said = {f.message for f in found}
        for n, place in enumerate(verdict.places):
            if place.message and place.message not in said:
                told.setdefault(place.line, []).append(
                    ("related" if n else "cause", html(place.message))
                )
    return {line: list(dict.fromkeys(what)) for line, what in told.items()}


def _rows(
    told: dict[int, list[Beside]],
    found: list[Finding],
    verdict: Verdict | None,
    lines: Transcript | None,
) -> tuple[str, int]:
    """The lines of the session, and those that are spoken of, in their order; and how many there
    are."""
    kept = [*lines.head, *lines.tail] if lines is not None else []
    known = {r.line for r in kept}
    extra: dict[int, Related] = {}
    for f in found:
        for r in (
            Related(f.path, f.line, "", f.text, f.column, f.end_column),
            *f.context,
            *f.related,
        ):
            extra.setdefault(r.line, r)
    for r in verdict.places if verdict is not None else ():
        extra.setdefault(r.line, r)
    marks = {n: r for n, r in extra.items() if n in told}
    rows = sorted([*kept, *(r for n, r in extra.items() if n not in known)], key=lambda r: r.line)
    gap = lines.tail[0].line if lines is not None and lines.left_out and lines.tail else 0
    out, last = [], 0
    for r in rows:
        if gap and r.line >= gap and lines is not None:
            out.append(f'<li class="gap">{number(lines.left_out, "line")} left out</li>')
            gap = 0
        beside = told.get(r.line, []) if r.line != last else []
        mark = marks.get(r.line)
        text = (
            _marked(r.text, mark.column, mark.end_column)
            if mark is not None and mark.text == r.text
            else html(r.text[:LINE])
        )
        kind = next(
            (
                k
                for k in (ERROR, WARNING, NOTE, "cause", "related")
                if any(k == b[0] for b in beside)
            ),
            "",
        )
        notes = "".join(f'<div class="{k}">{what}</div>' for k, what in beside)
        out.append(
            f"<li{f' class={kind}' if kind else ''}><span>{r.line}</span><code>{text}</code>"
            f"{f'<aside>{notes}</aside>' if notes else ''}</li>"
        )
        last = r.line
    return "".join(out), len(kept) + (lines.left_out if lines is not None else 0) or len(rows)


def _marked(text: str, column: int, end: int) -> str:
    """A line with the word at fault marked."""
    start, stop = max(0, column - 1), max(column, end - 1)
    return (
        f"{html(text[:start])}<mark>{html(text[start:stop])}</mark>{html(text[stop:LINE])}"
        if stop <= LINE
        else html(text[:LINE])
    )


def _prose(text: str) -> str:
    """A sentence of the knowledge base, whose code stands between backticks."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return html(text)
    return "".join(
        f"<code>{html(part)}</code>" if n % 2 else html(part) for n, part in enumerate(parts)
    )


def linked(rule: str, url: str) -> str:
    return f'<a href="{html(url)}">{html(rule)}</a>' if url.startswith("https://") else html(rule)


def side(verdict: Verdict) -> str:
    return f' <span class="side">{html(verdict.side)}</span>' if verdict.side != NO_SIDE else ""


def where(path: str, line: int) -> str:
    return f"{html(terminal(path))}:{line}"
