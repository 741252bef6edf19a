"""One page to send to a colleague: what went wrong, and the sessions with what is to be said beside
their lines.

Nothing is loaded from outside, there is no script, and its size is bounded: sessions of one kind
are shown a few times, and of many kinds the first ones; the page says what it leaves out.
"""

from __future__ import annotations

from smtpcodes.formats import html_style
from smtpcodes.formats.escape import html, terminal
from smtpcodes.formats.html_session import linked, section, side, where
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.formats.words import number, unread
from smtpcodes.report import ERROR, NOTE, WARNING, Finding, Input, Transcript, Verdict
from smtpcodes.site import SITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHOWN = 5  # sessions of one kind that are shown
MOST = 200  # sessions that are shown
ROOM = 8 << 20  # characters of them
LISTED = 50  # inputs, rules and sessions that are listed at the top


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
        told = section(len(self.sections) + 1, session, verdict, found, lines)
        self.size += len(told)
        self.sections.append(told)
        if verdict is not None and len(self.contents) < LISTED:
            self.contents.append(
                f'<li><a href="#s{len(self.sections)}">{where(verdict.path, verdict.line)}</a> '
                f"{html(verdict.summary)}{side(verdict)}</li>"
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
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
            'content="width=device-width,initial-scale=1">'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src '
            f"'sha256-{html_style.digest()}'; base-uri 'none'; form-action 'none'\">"
            '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
            f"<title>smtpcodes: {html(name)}</title><style>{html_style.STYLE}</style></head><body>"
            "<main>\n"
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
                f'<p class="{finding.level}"><b>{html(finding.level)}</b> '
                f"{where(finding.path, finding.line)} {html(finding.message)}</p>\n"
            )
        for told in self.sections:
            write(told)
        write(
            f"<footer><p>{self._left()}Credentials and the text of messages are left out. Made by "
            f'<a href="{SITE}">smtpcodes</a> '
            f"{html(__version__)}.</p></footer>\n"
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
        judged = any(i.exchanges for i in self.inputs)
        nothing = "no rule broken" if judged else "nothing to judge"
        return f"{', '.join(seen)}: {', '.join(found) or nothing}"

    def _rules(self) -> str:
        counted = sorted(self.counted.items(), key=lambda x: (-x[1], x[0]))
        rows = "".join(
            f'<tr><td>{count:,}</td><th scope="row">'
            f"{linked(rule, self.urls.get(rule, ''))}</th></tr>"
            for rule, count in counted[:LISTED]
        )
        return (
            f"<details><summary>{number(len(counted), 'rule')} "
            f"broken</summary><table>{rows}</table></details>\n"
        )

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
            f'<tr><th scope="row">{html(terminal(i.path))}</th><td>{html(i.reader or "")}</td><td>'
            f"{what}</td></tr>"
        )
    more = f"<p>And {len(inputs) - LISTED:,} more.</p>" if len(inputs) > LISTED else ""
    table = f"<table>{''.join(rows)}</table>{more}"
    return (
        f"{table}\n"
        if len(inputs) == 1
        else f"<details><summary>{number(len(inputs), 'input')}</summary>{table}</details>\n"
    )
