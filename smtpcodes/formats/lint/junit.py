"""JUnit XML, as Jenkins and Surefire write and read it: a test suite for each input, a failed test
case for each finding.

A clean input is one case that passed; one that can't be read is one with an error. A session that
failed breaks no rule by that: its verdict stands in ``system-out``.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.formats.words import local, right, sure
from smtpcodes.report import Finding, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NO_XML = re.compile(
    "[\ufffe\uffff]"
)  # XML 1.0 section 2.2; what else is no character, ``terminal`` has taken out


class Lint(LintReceiver):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.found: dict[str, list[Finding]] = {}
        self.verdicts: dict[str, list[Verdict]] = {}

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level):
            self.found.setdefault(finding.path, []).append(finding)

    def verdict(self, verdict: Verdict) -> None:
        self.verdicts.setdefault(verdict.path, []).append(verdict)

    def close(self) -> None:
        if self.quiet:
            return
        write = self.stream.write
        errors: dict[str, str | None] = {i.path: i.error for i in self.inputs} | {
            path: None for path in self.found if all(i.path != path for i in self.inputs)
        }
        cases = {
            path: max(1, len(self.found.get(path, ())) + (error is not None))
            for path, error in errors.items()
        }
        failures = sum(len(f) for f in self.found.values())
        broken = sum(error is not None for error in errors.values())
        write('<?xml version="1.0" encoding="UTF-8"?>\n')
        write(
            f'<testsuites name="smtpcodes" tests="{sum(cases.values())}" failures="{failures}" '
            f'errors="{broken}" time="0">\n'
        )
        for path, error in errors.items():
            found = sorted(self.found.get(path, []), key=Finding.order)
            name = _value(local(path))
            write(
                f'  <testsuite name={name} tests="{cases[path]}" failures="{len(found)}" '
                f'errors="{int(error is not None)}" skipped="0" time="0">\n'
            )
            if error is not None:
                write(
                    f'    <testcase classname={name} name="smtpcodes lint" time="0">\n'
                    f'      <error type="input" message={_value(error)}/>\n    </testcase>\n'
                )
            elif not found:
                write(f'    <testcase classname={name} name="smtpcodes lint" time="0"/>\n')
            for f in found:
                write(
                    f"    <testcase classname={name} "
                    f'name={_value(f"{f.rule} at line {f.line}, column {f.column}")} time="0">\n'
                )
                write(
                    f"      <failure type={_value(f.level)} message={_value(f.message + sure(f))}>"
                )
                lines = [
                    f"{terminal(f.path)}:{f.line}:{f.column}",
                    terminal(f.text),
                    ", ".join(f.spec),
                    right(f),
                    f.url,
                ]
                write(
                    escape(_clean("\n".join(x for x in lines if x)))
                    + "</failure>\n    </testcase>\n"
                )
            said = [f"line {v.line}: {v.summary}" for v in self.verdicts.get(path, ())]
            if said:
                text = escape(_clean("\n".join(map(terminal, said))))
                write(f"    <system-out>{text}</system-out>\n")
            write("  </testsuite>\n")
        write("</testsuites>\n")


def _clean(text: str) -> str:
    return _NO_XML.sub("?", text)


def _value(text: str) -> str:
    """An attribute's value, in quotes."""
    return quoteattr(_clean(terminal(text)))
