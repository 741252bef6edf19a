"""Markdown: a comment for a pull request."""

from __future__ import annotations

import re
from typing import Any

from smtpcodes.formats.escape import html, terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.report import Finding, Verdict

MOST = 50                   # findings that are shown; a comment has a limit
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~@])")


def text(value: str) -> str:
    """`value` as text in Markdown: nothing in it is markup, a mention or HTML."""
    return _SPECIAL.sub(r"\\\1", html(value)).replace("&#x27;", "'")


def code(value: str) -> str:
    """`value` as code in Markdown."""
    shown = terminal(value)
    fence = "`" * (max((len(m) for m in re.findall(r"`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"`{shown}`" if shown else ""


class Lint(LintReceiver):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.found: list[Finding] = []
        self.verdicts: list[Verdict] = []

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level):
            self.found.append(finding)

    def verdict(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)

    def close(self) -> None:
        if self.quiet:
            return
        write = self.stream.write
        self.found.sort(key=Finding.order)
        counts = ", ".join(f"{n} {level}{'s' if n != 1 else ''}" for level, n in reversed(self.levels.items()) if n) or "nothing wrong"
        write(f"### smtpcodes: {counts}\n\n")
        if self.found:
            write("| where | rule | what | right |\n| --- | --- | --- | --- |\n")
        for f in self.found[:MOST]:
            where = code(f"{f.path}:{f.line}").replace("|", "\\|")
            write(f"| {where} | {f.level} [{f.rule}]({f.url}) | {text(f.message)}<br>{text(', '.join(f.spec))} | {f.suggest or ''} |\n")
        if len(self.found) > MOST:
            write(f"\nAnd {len(self.found) - MOST} more.\n")
        if self.verdicts:
            write("\n")
        for v in self.verdicts[:MOST]:
            write(f"- {code(f'{v.path}:{v.line}')} {text(v.summary)}\n")
