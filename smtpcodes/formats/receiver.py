"""What every format of ``lint`` starts from."""

from __future__ import annotations

from typing import IO

from smtpcodes.linter import Receiver
from smtpcodes.report import LEVELS, Finding, Input
from smtpcodes.rules.base import Rule


class LintReceiver(Receiver):
    """What every format of ``lint`` starts from: counts, and leaves out findings under a level.

    levels: how many findings of each level there were, those that are not shown too.
    """

    def __init__(self, stream: IO[str], colour: bool, width: int, level: str, quiet: bool = False) -> None:
        self.stream = stream
        self.colour = colour
        self.width = width
        self.least = LEVELS.index(level)
        self.quiet = quiet
        self.levels: dict[str, int] = dict.fromkeys(LEVELS, 0)
        self.rules: dict[str, int] = {}
        self.inputs: list[Input] = []

    def shown(self, level: str) -> bool:
        return LEVELS.index(level) >= self.least

    def count(self, level: str, rule: str) -> None:
        self.levels[level] += 1
        self.rules[rule] = self.rules.get(rule, 0) + 1

    def finding(self, finding: Finding) -> None:
        self.count(finding.level, finding.rule)

    def more(self, rule: Rule) -> None:
        self.count(rule.level, rule.id)

    def input(self, found: Input) -> None:
        """An input has been read."""
        self.inputs.append(found)

    def close(self) -> None:
        """The run is over: what is left is written."""
