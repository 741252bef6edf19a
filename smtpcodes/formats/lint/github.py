"""GitHub's workflow commands: each finding an annotation at its line.

    ::error file=a.log,line=12,col=4,title=auth/failed-outside-auth::535 answers MAIL

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.formats.words import local, right, sure
from smtpcodes.report import Finding

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def _data(text: str) -> str:
    return terminal(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class Lint(LintReceiver):
    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level) and not self.quiet:
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

    def close(self) -> None:
        if not self.quiet:
            for entry in self.inputs:
                if entry.error is not None:
                    self.stream.write(
                        f"::error file={_property(local(entry.path))},"
                        f"title=smtpcodes::{_data(entry.error)}\n"
                    )


Follow = Lint  # a line is written when it is known
