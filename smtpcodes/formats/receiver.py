"""What every format of ``lint`` starts from."""

from __future__ import annotations

from smtpcodes.linter import Receiver
from smtpcodes.report import LEVELS, Finding, Input, Told, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any, ClassVar


class Counting(Receiver):
    """Counts what there was.

    levels: how many findings of each level there were, those that are not shown too. rules: of each
    rule. status: the run's exit status, known before ``close``.
    """

    status = 0

    def __init__(self) -> None:
        self.levels: dict[str, int] = dict.fromkeys(LEVELS, 0)
        self.rules: dict[str, int] = {}
        self.inputs: list[Input] = []
        self.left_out = Told()

    def count(self, level: str, rule: str) -> None:
        self.levels[level] += 1
        self.rules[rule] = self.rules.get(rule, 0) + 1

    def finding(self, finding: Finding) -> None:
        self.count(finding.level, finding.rule)

    def more(self, level: str, rule: str) -> None:
        self.count(level, rule)

    def input(self, found: Input) -> None:
        self.inputs.append(found)

    def told(self, told: Told) -> None:
        self.left_out = told

    def close(self) -> None:
        """The run is over: what is left is written."""


class LintReceiver(Counting):
    """A format: writes to a stream, and leaves out findings under a level.

    LIVE: can it tell each finding as it comes, from a pipe that is still written to?
    """

    LIVE: ClassVar[bool] = False

    def __init__(
        self, stream: IO[str], colour: bool, width: int, level: str, quiet: bool = False
    ) -> None:
        super().__init__()
        self.stream = stream
        self.colour = colour
        self.width = width
        self.least = LEVELS.index(level)
        self.quiet = quiet

    def shown(self, level: str) -> bool:
        return LEVELS.index(level) >= self.least


class Gathering(LintReceiver):
    """A format that is written when all is known. found: the findings that are shown; verdicts: of
    the sessions that failed."""

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

    def untold(self) -> list[Verdict]:
        """The verdicts of which no finding tells: none stands at their line. In their order."""
        told = {(f.path, f.line) for f in self.found}
        return sorted(
            (v for v in self.verdicts if (v.path, v.line) not in told),
            key=lambda v: (v.path, v.line, v.session, v.recipient),
        )
