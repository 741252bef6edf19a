"""From octets to findings: the road, sessions, rules and knowledge meet here and nowhere else."""

from smtpcodes.linter.limits import KINDS
from smtpcodes.linter.linter import Linter, as_line, lint
from smtpcodes.linter.receiver import Collector, Receiver
from smtpcodes.linter.reporting import explainer

__all__ = [
    "KINDS",
    "Collector",
    "Linter",
    "Receiver",
    "as_line",
    "explainer",
    "lint",
]
