"""JUnit XML: a test suite for each input, a failed test case for each finding; a clean input is one case that passed."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.report import Finding


class Lint(LintReceiver):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.found: dict[str, list[Finding]] = {}

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level):
            self.found.setdefault(finding.path, []).append(finding)

    def close(self) -> None:
        if self.quiet:
            return
        write = self.stream.write
        total = sum(len(f) for f in self.found.values())
        clean = sum(1 for i in self.inputs if i.path not in self.found)
        write('<?xml version="1.0" encoding="UTF-8"?>\n')
        write(f'<testsuites name="smtpcodes" tests="{total + clean}" failures="{total}" errors="0">\n')
        for entry in self.inputs:
            found = sorted(self.found.get(entry.path, []), key=Finding.order)
            name = quoteattr(terminal(entry.path))
            write(f'  <testsuite name={name} tests="{len(found) or 1}" failures="{len(found)}" errors="0" skipped="0" time="0">\n')
            if not found:
                write(f'    <testcase classname={name} name="smtpcodes lint" time="0"/>\n')
            for f in found:
                write(f'    <testcase classname={name} name={quoteattr(f"{f.rule} at line {f.line}")} time="0">\n')
                write(f'      <failure type={quoteattr(f.level)} message={quoteattr(terminal(f.message))}>')
                right = f"\nThe right reply is {f.suggest}." if f.suggest else ""
                write(escape(f"{terminal(f.path)}:{f.line}:{f.column}\n{terminal(f.text)}\n{', '.join(f.spec)}{right}") + "</failure>\n")
                write("    </testcase>\n")
            write("  </testsuite>\n")
        write("</testsuites>\n")
