"""Text for a person: the verdict of a session, its lines with marks under them, the right reply,
the section.

Findings and failed sessions of one kind are shown a few times and then counted.
"""

from __future__ import annotations

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.formats.statistics import Statistics as Statistics
from smtpcodes.formats.words import (
    about,
    attempt,
    known,
    left_out,
    move,
    number,
    right,
    sure,
    unread,
)
from smtpcodes.formats.wrapped import wrapped
from smtpcodes.report import ACCEPTED, ERROR, NOTE, WARNING, Attempt, Finding, Related, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "bold": "1",
    "dim": "2",
    "mark": "1;31",
    "good": "32",
}
SHOWN = 5  # findings, and sessions, of one kind that are shown in full


class Lint(LintReceiver):
    limit = SHOWN

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.waiting: dict[str, list[Finding]] = {}
        self.counted_sessions = 0
        self.hidden = 0

    # --- what comes
    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level) and not self.quiet:
            self.waiting.setdefault(finding.session, []).append(finding)

    def more(self, level: str, rule: str) -> None:
        super().more(level, rule)
        if self.shown(level):
            self.hidden += 1

    def more_sessions(self, shape: object) -> None:
        self.counted_sessions += 1

    def verdict(self, verdict: Verdict) -> None:
        if self.quiet:
            return
        self._session(verdict, self.waiting.pop(verdict.session, []))

    def ended(self, session: str) -> None:
        found = self.waiting.pop(session, None)
        if found:
            for finding in found:
                self._write(
                    self._paint(
                        "bold", terminal(finding.path) + (f", session {session}" if session else "")
                    )
                )
                self._write("")
                self._finding(finding)
                self._write("")

    def close(self) -> None:
        if self.quiet:
            return
        for entry in self.inputs:
            for at, line in entry.unread:
                self._write(
                    f"{terminal(entry.path)}:{at}: not read: {terminal(line)[: self.width * 2]}"
                )
        if self.counted_sessions or self.hidden:
            parts = []
            if self.hidden:
                parts.append(number(self.hidden, "finding") + " like these")
            if self.counted_sessions:
                parts.append(number(self.counted_sessions, "session") + " that failed like these")
            self._write(f"And {' and '.join(parts)}; --output-format json has them all.")
        self._write(self._total())
        for line in unread(self.inputs):
            self._write(terminal(line))
        for sentence, listed in left_out(self.left_out):
            for line in (sentence, *(f"  {x}" for x in listed)):
                self._write(terminal(line))
        for entry in self.inputs:
            if entry.credentials:
                self._write(
                    f"{terminal(entry.path)} holds {number(entry.credentials, 'credential')} in "
                    "readable form: "
                    f"`smtpcodes redact {terminal(entry.path)}` takes "
                    f"{'them' if entry.credentials > 1 else 'it'} out."
                )

    def _total(self) -> str:
        sessions = sum(i.sessions for i in self.inputs)
        exchanges = sum(i.exchanges for i in self.inputs)
        unread = sum(i.unread_lines for i in self.inputs)
        head = [number(sessions, "session"), number(exchanges, "exchange")]
        for action in sorted({action for i in self.inputs for action in i.notices}):
            head.append(f"{sum(i.notices.get(action, 0) for i in self.inputs)} {action}")
        if unread:
            shown = any(i.unread for i in self.inputs)
            head.append(
                f"{number(unread, 'line')} not read"
                + ("" if shown else f" (--unread shows {'them' if unread > 1 else 'it'})")
            )
        found = [
            number(self.levels[level], level) for level in (ERROR, WARNING) if self.levels[level]
        ]
        text = ", ".join(found) if found else "no rule broken" if exchanges else "nothing to judge"
        notes = self.levels[NOTE]
        if notes:
            text += f"; {number(notes, 'note')}" + (
                "" if self.shown(NOTE) else f" (--pedantic shows {'them' if notes > 1 else 'it'})"
            )
        return f"{', '.join(head)}: {text}"

    # --- how it looks
    def _session(self, verdict: Verdict, findings: list[Finding]) -> None:
        where = terminal(verdict.path) + (f", session {verdict.session}" if verdict.session else "")
        where += f" ({verdict.reader})" if verdict.reader else ""
        head = wrapped(f"{where}: {terminal(verdict.summary)}", self.width - 2, whole=True) or [
            where
        ]
        side = verdict.side if verdict.side != "none" else ""
        if side and len(head[-1]) + len(side) + 4 <= self.width:
            head[-1] = head[-1].ljust(self.width - len(side)) + side
        elif side:
            head.append(side.rjust(self.width))
        for line in head:
            self._write(self._paint("bold", line))
        said = move(verdict)
        for line in wrapped(terminal(said.replace("`", "")), self.width - 4):
            self._write("    " + line)
        self._write("")
        judged = {f.line for f in findings}
        places = [p for p in verdict.places if p.line not in judged]
        if places:
            self._excerpt(places, verdict.line)
            self._write("")
        if len(verdict.attempts) > 1:
            self._attempts(verdict.attempts)
            self._write("")
        for finding in sorted(findings, key=lambda f: not about(verdict, f)):
            self._finding(finding)
            self._write("")

    def _attempts(self, attempts: tuple[Attempt, ...]) -> None:
        """The log-ins as a table: line, mechanism, reply, cause."""
        rows = [
            (f"line {a.line}", terminal(a.mechanism) or "?", attempt(a), a.cause or "")
            for a in attempts
        ]
        widths = [max(len(row[n]) for row in rows) for n in range(3)]
        for a, row in zip(attempts, rows, strict=True):
            cells = [cell.ljust(size) for cell, size in zip(row, widths, strict=False)]
            cells[2] = self._paint("good" if a.outcome == ACCEPTED else "mark", cells[2])
            self._write(f"  log-in  {'  '.join(cells)}  {row[3]}")

    def _finding(self, finding: Finding) -> None:
        spec = ", ".join(finding.spec[:2])
        name = finding.rule + sure(finding)
        gap = max(2, self.width - 4 - len(finding.level) - len(name) - len(spec))
        self._write(
            f"  {self._paint(finding.level, finding.level)}  "
            f"{self._paint('bold', name)}{' ' * gap}{self._paint('dim', spec)}"
        )
        main = Related(
            finding.path,
            finding.line,
            finding.message,
            finding.text,
            finding.column,
            finding.end_column,
        )
        lines = {r.line: r for r in (*finding.context, *finding.related)}
        lines[finding.line] = main
        self._excerpt([lines[n] for n in sorted(lines)], finding.line)
        said = right(finding)
        hint = f"smtpcodes rule {finding.rule}"
        gap = max(2, self.width - 4 - len(said) - len(hint))
        self._write(
            f"    {self._paint('good', said)}{' ' * gap}{self._paint('dim', hint)}"
            if len(said) + len(hint) + 6 <= self.width
            else f"    {said}\n    {hint}"
        )
        for line in wrapped(terminal(known(finding)), self.width - 4):
            self._write(f"    {self._paint('dim', line)}")

    def _excerpt(self, places: list[Related], main: int) -> None:
        digits = max(len(str(p.line)) for p in places)
        room = self.width - digits - 5
        for place in places:
            start = 0
            text = terminal(place.text)
            first = len(
                terminal(place.text[: max(0, place.column - 1)])
            )  # what is escaped takes more room
            last = first + len(
                terminal(place.text[max(0, place.column - 1) : max(0, place.end_column - 1)])
            )
            if last > room:
                start = max(0, first - 9)
            cut = text[start : start + room]
            if start:
                cut = "..." + cut[3:]
            if len(text) > start + room:
                cut = cut[:-4] + " ..."
            self._write(f"  {self._paint('dim', str(place.line).rjust(digits) + ' |')} {cut}")
            if place.message:
                column = max(0, first - start)
                length = max(1, min(last - first, room - column, 12))
                mark = ("^" if place.line == main else "-") * length
                said = wrapped(terminal(place.message), max(20, room - column - length - 1)) or [""]
                gutter = "  " + self._paint("dim", " " * digits + " |") + " "
                kind = "mark" if place.line == main else "dim"
                self._write(f"{gutter}{' ' * column}{self._paint(kind, mark + ' ' + said[0])}")
                for line in said[1:]:
                    self._write(f"{gutter}{' ' * (column + length + 1)}{self._paint(kind, line)}")

    def _paint(self, kind: str, text: str) -> str:
        return f"\033[{_CODES[kind]}m{text}\033[0m" if self.colour and text else text

    def _write(self, line: str) -> None:
        self.stream.write(line.rstrip() + "\n")


class Follow(Lint):
    """A log that grows: each finding when it is known, each verdict when its session ends."""

    limit = 0

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.waiting.pop(finding.session, None):
            self._write(
                self._paint(
                    "bold", f"{terminal(finding.path)}:{finding.line}, session {finding.session}"
                )
            )
            self._finding(finding)
            self._write("")

    def close(self) -> None:
        """Nothing is left: a log that is followed has no end."""
