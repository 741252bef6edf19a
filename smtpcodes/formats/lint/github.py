"""GitHub's workflow commands: each finding an annotation at its line, and a notice for each session
that failed, where no finding stands at that line.

    ::error file=a.log,line=12,col=4,title=auth/failed-outside-auth::535 answers MAIL
    ::notice file=a.log,line=9,title=verdict/auth.credentials-invalid::AUTH failed with 535

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.formats.words import case, local, move, right, sure
from smtpcodes.report import Finding, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def _data(text: str) -> str:
    return terminal(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class Lint(LintReceiver):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.lines: dict[str, set[int]] = {}  # with a finding, of the sessions that are open

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level) and not self.quiet:
            self.lines.setdefault(finding.session, set()).add(finding.line)
            said = " ".join(
                x
                for x in (
                    f"{finding.message}{sure(finding)}.",
                    right(finding),
                    ", ".join(finding.spec),
                )
                if x
            )
            self.stream.write(
                f"::{_COMMANDS[finding.level]} file={_property(local(finding.path))},"
                f"line={finding.line},endLine={finding.end_line},col={finding.column},"
                f"endColumn={finding.end_column},title={_property(finding.rule)}::{_data(said)}\n"
            )

    def verdict(self, verdict: Verdict) -> None:
        if not self.quiet and verdict.line not in self.lines.get(verdict.session, ()):
            said = f"{verdict.summary}. {move(verdict)}".rstrip()
            self.stream.write(
                f"::notice file={_property(local(verdict.path))},line={verdict.line},"
                f"endLine={verdict.line},title={_property(case(verdict))}::{_data(said)}\n"
            )

    def ended(self, session: str) -> None:
        self.lines.pop(session, None)

    def close(self) -> None:
        if not self.quiet:
            for entry in self.inputs:
                if entry.error is not None:
                    self.stream.write(
                        f"::error file={_property(local(entry.path))},"
                        f"title=smtpcodes::{_data(entry.error)}\n"
                    )


Follow = Lint  # a line is written when it is known
