"""Who takes what a linter finds."""

from __future__ import annotations

from smtpcodes.report import Finding, Input, Report, Told, Transcript, Verdict


class Receiver:
    """Takes what a linter finds, in the order of the input. A base to inherit from: it does
    nothing.

    limit: how many findings of one kind, and verdicts of one kind, are given in full (0: all); the
    others are counted. transcripts: are the lines of the sessions wanted? live: is each finding
    wanted as soon as it is known, and not at the end of its session?
    """

    limit = 0
    transcripts = False
    live = False

    def finding(self, finding: Finding) -> None:
        """A finding."""

    def verdict(self, verdict: Verdict) -> None:
        """The verdict of a session that has ended."""

    def transcript(self, transcript: Transcript) -> None:
        """The lines of a session that was told, after its verdict."""

    def ended(self, session: str) -> None:
        """A session has ended, with a verdict or without."""

    def shown(self, level: str) -> bool:
        """Are findings of this level given? Else they are counted."""
        return True

    def more(self, level: str, rule: str) -> None:
        """A finding that is only counted: like others that were given, or of a level not shown."""

    def more_sessions(self, shape: object) -> None:
        """A session that failed like others that were given, past the limit."""

    def input(self, found: Input) -> None:
        """An input has been read."""

    def told(self, told: Told) -> None:
        """All was read."""


class Collector(Receiver):
    """Keeps everything, for a ``Report``."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.verdicts: list[Verdict] = []

    def finding(self, finding: Finding) -> None:
        self.findings.append(finding)

    def verdict(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)

    def report(self, inputs: list[Input]) -> Report:
        """The report of the inputs, in its order."""
        report = Report()
        report.inputs = inputs
        report.findings = sorted(self.findings, key=Finding.order)
        report.verdicts = self.verdicts
        return report
