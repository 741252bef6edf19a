"""One page to send to a colleague: what went wrong, and the sessions with what is to be said beside
their lines.

Nothing is loaded from outside, there is no script, and its size is bounded: sessions of one kind
are shown a few times, and of many kinds the first ones; the page says what it leaves out.
"""

from __future__ import annotations

from typing import Any

from smtpcodes.formats import html_style
from smtpcodes.formats.escape import html, terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.formats.words import NO_SIDE, attempt, known, move, number, right, unread
from smtpcodes.report import ERROR, NOTE, WARNING, Finding, Input, Related, Transcript, Verdict

SHOWN = 5  # sessions of one kind that are shown
MOST = 200  # sessions that are shown
ROOM = 8 << 20  # characters of them
OPEN = 5  # sessions whose lines are not folded
LISTED = 50  # inputs, rules and sessions that are listed at the top
LINE = 1000  # characters of a line
Beside = tuple[str, str]  # the class of what stands beside a line, and its HTML


class Lint(LintReceiver):
    limit = SHOWN
    transcripts = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.waiting: dict[str, list[Finding]] = {}
        self.judged: dict[str, Verdict] = {}
        self.lines: dict[str, Transcript] = {}
        self.alone: list[Finding] = []  # findings of no session
        self.contents: list[str] = []
        self.sections: list[str] = []
        self.size = 0
        self.like_these = self.over = 0
        self.urls: dict[str, str] = {}
        self.counted: dict[
            str, int
        ] = {}  # the rules that were broken, of the levels that are shown

    # --- what comes
    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        self.urls[finding.rule] = finding.url
        if not self.shown(finding.level):
            return
        if finding.session:
            self.waiting.setdefault(finding.session, []).append(finding)
        elif len(self.alone) < MOST:
            self.alone.append(finding)

    def count(self, level: str, rule: str) -> None:
        super().count(level, rule)
        if self.shown(level):
            self.counted[rule] = self.counted.get(rule, 0) + 1

    def more_sessions(self, shape: object) -> None:
        self.like_these += 1

    def verdict(self, verdict: Verdict) -> None:
        self.judged[verdict.session] = verdict

    def transcript(self, transcript: Transcript) -> None:
        self.lines[transcript.session] = transcript

    def ended(self, session: str) -> None:
        found, verdict, lines = (
            self.waiting.pop(session, []),
            self.judged.pop(session, None),
            self.lines.pop(session, None),
        )
        if self.quiet or (not found and verdict is None):
            return
        if len(self.sections) >= MOST or self.size > ROOM:
            self.over += 1
            return
        section = _section(len(self.sections) + 1, session, verdict, found, lines)
        self.size += len(section)
        self.sections.append(section)
        if verdict is not None and len(self.contents) < LISTED:
            self.contents.append(
                f'<li><a href="#s{len(self.sections)}">{_where(verdict.path, verdict.line)}</a> {html(verdict.summary)}{_side(verdict)}</li>'
            )

    # --- the page
    def close(self) -> None:
        if self.quiet:
            return
        from smtpcodes import __version__

        names = [i.path for i in self.inputs]
        name = terminal(names[0]) if len(names) == 1 else number(len(names), "input")
        write = self.stream.write
        write(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{html_style.digest()}'; base-uri 'none'; form-action 'none'\">"
            '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
            f"<title>smtpcodes: {html(name)}</title><style>{html_style.STYLE}</style></head><body><main>\n"
        )
        write(f"<h1>{html(name)}</h1>\n<p>{self._total()}</p>\n")
        write(_inputs(self.inputs))
        for line in unread(self.inputs):
            write(f"<p>{html(line)}</p>\n")
        if self.counted:
            write(self._rules())
        if self.contents:
            rest = len(self.sections) - len(self.contents)
            write(
                f'<h2>What went wrong</h2>\n<ol class="contents">{"".join(self.contents)}</ol>\n'
                + (f"<p>And {number(rest, 'more session')} below.</p>\n" if rest > 0 else "")
            )
        for finding in self.alone:
            write(
                f'<p class="{finding.level}"><b>{html(finding.level)}</b> {_where(finding.path, finding.line)} {html(finding.message)}</p>\n'
            )
        for section in self.sections:
            write(section)
        write(
            f'<footer><p>{self._left()}Credentials and the text of messages are left out. Made by <a href="https://smtpcodes.readthedocs.io/">smtpcodes</a> {html(__version__)}.</p></footer>\n'
        )
        write("</main></body></html>\n")

    def _total(self) -> str:
        found = [
            f'<b class="{level}">{number(self.levels[level], level)}</b>'
            for level in (ERROR, WARNING, NOTE)
            if self.levels[level] and self.shown(level)
        ]
        seen = [
            number(sum(i.sessions for i in self.inputs), "session"),
            number(sum(i.exchanges for i in self.inputs), "exchange"),
        ]
        return f"{', '.join(seen)}: {', '.join(found) or ('no rule broken' if any(i.exchanges for i in self.inputs) else 'nothing to judge')}"

    def _rules(self) -> str:
        counted = sorted(self.counted.items(), key=lambda x: (-x[1], x[0]))
        rows = "".join(
            f'<tr><td>{count:,}</td><th scope="row">{_rule(rule, self.urls.get(rule, ""))}</th></tr>'
            for rule, count in counted[:LISTED]
        )
        return f"<details><summary>{number(len(counted), 'rule')} broken</summary><table>{rows}</table></details>\n"

    def _left(self) -> str:
        parts = []
        if self.like_these:
            parts.append(f"{number(self.like_these, 'session')} that failed like these")
        if self.over:
            parts.append(f"{number(self.over, 'session')} past the first {len(self.sections)}")
        return f"Not shown: {' and '.join(parts)}. " if parts else ""


def _inputs(inputs: list[Input]) -> str:
    rows = []
    for i in inputs[:LISTED]:
        what = (
            html(i.error)
            if i.error is not None
            else f"{number(i.lines, 'line')}, {number(i.unread_lines, 'line')} not read"
        )
        rows.append(
            f'<tr><th scope="row">{html(terminal(i.path))}</th><td>{html(i.reader or "")}</td><td>{what}</td></tr>'
        )
    more = f"<p>And {len(inputs) - LISTED:,} more.</p>" if len(inputs) > LISTED else ""
    table = f"<table>{''.join(rows)}</table>{more}"
    return (
        f"{table}\n"
        if len(inputs) == 1
        else f"<details><summary>{number(len(inputs), 'input')}</summary>{table}</details>\n"
    )


def _section(
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
        f'<section id="s{count}"><h2>{html(terminal(path))}{f", session {html(session)}" if session else ""}{f" <small>{html(reader)}</small>" if reader else ""}</h2>\n'
    ]
    if verdict is not None:
        parts.append(f'<p class="verdict">{html(verdict.summary)}{_side(verdict)}</p>\n')
        said = move(verdict)
        parts.append(f'<p class="move">{_prose(said)}</p>\n' if said else "")
        if len(verdict.attempts) > 1:
            rows = "".join(
                f'<tr class="{a.outcome}"><td>{a.line}</td><td>{html(a.mechanism or "?")}</td><td>{html(attempt(a))}</td><td>{html(a.cause or "")}</td></tr>'
                for a in verdict.attempts
            )
            parts.append(
                f'<table class="attempts"><caption>Log-ins</caption><thead><tr><th>line</th><th>mechanism</th><th>reply</th><th>cause</th></tr></thead><tbody>{rows}</tbody></table>\n'
            )
    told = _beside(verdict, found)
    rows_, total = _rows(told, found, verdict, lines)
    parts.append(
        f'<details{" open" if count <= OPEN else ""}><summary>{number(total, "line")}</summary><ol class="lines">{rows_}</ol></details></section>\n'
    )
    return "".join(parts)


def _beside(verdict: Verdict | None, found: list[Finding]) -> dict[int, list[Beside]]:
    """What stands beside the lines."""
    told: dict[int, list[Beside]] = {}
    for f in found:
        sure = "" if f.confidence == "high" else f", {f.confidence} confidence"
        what = [f"<b>{html(f.level)}</b> {_rule(f.rule, f.url)}{sure}<br>{html(f.message)}"]
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
            f"<li{f' class={kind}' if kind else ''}><span>{r.line}</span><code>{text}</code>{f'<aside>{notes}</aside>' if notes else ''}</li>"
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


def _rule(rule: str, url: str) -> str:
    return f'<a href="{html(url)}">{html(rule)}</a>' if url.startswith("https://") else html(rule)


def _side(verdict: Verdict) -> str:
    return f' <span class="side">{html(verdict.side)}</span>' if verdict.side != NO_SIDE else ""


def _where(path: str, line: int) -> str:
    return f"{html(terminal(path))}:{line}"
